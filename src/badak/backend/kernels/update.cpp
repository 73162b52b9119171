// Optimizer updates: each parameter is read and written once.
#include "update.hpp"

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

namespace {

struct Common {
    float decay, scale, limit;
    bool plain() const { return decay == 0.0f && scale == 1.0f && std::isinf(limit); }
};

BADAK_CLONES void prepare_loop(float* __restrict p, const float* __restrict g, float* __restrict to, int64_t n, float decay, float scale, float limit) {
    for (int64_t i = 0; i < n; ++i) {
        float value = g[i];
        value = value > limit ? limit : value < -limit ? -limit : value;
        to[i] = value * scale;
        p[i] -= p[i] * decay;
    }
}

BADAK_CLONES void sgd_loop(float* __restrict p, const float* __restrict g, int64_t n, float rate) {
    for (int64_t i = 0; i < n; ++i) p[i] -= rate * g[i];
}

BADAK_CLONES void momentum_loop(float* __restrict p, const float* __restrict g, float* __restrict v, int64_t n, float rate, float momentum, bool nesterov) {
    if (nesterov) {
        for (int64_t i = 0; i < n; ++i) {
            const float move = rate * g[i];
            v[i] = v[i] * momentum - move;
            p[i] = p[i] - move + momentum * v[i];
        }
    } else {
        for (int64_t i = 0; i < n; ++i) {
            v[i] = v[i] * momentum - rate * g[i];
            p[i] += v[i];
        }
    }
}

BADAK_CLONES void adam_loop(float* __restrict p, const float* __restrict g, float* __restrict m, float* __restrict v, int64_t n, float alpha, float epsilon, float left_1,
                            float left_2) {
    for (int64_t i = 0; i < n; ++i) {
        m[i] += (g[i] - m[i]) * left_1;
        v[i] += (g[i] * g[i] - v[i]) * left_2;
        p[i] -= alpha * m[i] / (std::sqrt(v[i]) + epsilon);
    }
}

struct Row {
    float *p, *slot[2];
    const float* g;
    int64_t n;
};

// Whether an array that is written to shares memory with another one: threads and vectors would then see each other's work.
// Gradients are only read, so two rows may have the same one.
bool overlap(const std::vector<Row>& rows, int slots) {
    struct Stretch {
        const float *begin, *end;
        bool written;
    };
    std::vector<Stretch> all;
    all.reserve(rows.size() * (2 + slots));
    for (const Row& r : rows) {
        if (r.n == 0) continue;
        all.push_back({r.p, r.p + r.n, true});
        all.push_back({r.g, r.g + r.n, false});
        for (int i = 0; i < slots; ++i) all.push_back({r.slot[i], r.slot[i] + r.n, true});
    }
    std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
    const float *written = nullptr, *any = nullptr;  // where what begins earlier ends
    for (const Stretch& s : all) {
        if (s.begin < written || (s.written && s.begin < any)) return true;
        if (s.written) written = std::max(written, s.end);
        any = std::max(any, s.end);
    }
    return false;
}

// Read the rows; false where one of them is not of contiguous float32 or lies over another, then nothing was changed.
bool collect(nb::list rows, int slots, std::vector<Row>& found, std::vector<Array>& kept) {
    for (nb::handle item : rows) {
        if (!PyList_Check(item.ptr())) return false;
        nb::list row = nb::borrow<nb::list>(item);
        if (int(row.size()) != 2 + slots) return false;
        if (row[1].is_none()) continue;
        Row r{};
        for (int i = 0; i < 2 + slots; ++i) {
            Array a;
            if (!try_mutable(row[i], i == 1, a)) return false;
            if (i == 0) r.n = a.size();
            if (a.size() != r.n || (i > 0 && !(a.shape == kept[kept.size() - i].shape))) return false;
            (i == 0 ? r.p : i == 1 ? const_cast<float*&>(r.g) : r.slot[i - 2]) = a.f32();
            kept.push_back(std::move(a));
        }
        found.push_back(r);
    }
    return !overlap(found, slots);
}

constexpr int64_t piece = 4096;

template <class Loop>
bool update(nb::list rows, int slots, Common common, Loop loop) {
    std::vector<Row> found;
    std::vector<Array> kept;
    if (!collect(rows, slots, found, kept)) return false;
    int64_t pieces = 0;
    double size = 0;
    for (const Row& r : found) pieces += (r.n + piece - 1) / piece, size += double(r.n);
    {
        Running running(24.0 * size);
        share(pieces, running.threads, [&](int64_t begin, int64_t end, int) {
            float ready[piece];
            int64_t first = 0;
            for (const Row& r : found) {
                const int64_t count = (r.n + piece - 1) / piece;
                for (int64_t i = std::max(begin, first); i < std::min(end, first + count); ++i) {
                    const int64_t at = (i - first) * piece, n = std::min(piece, r.n - at);
                    const float* g = r.g + at;
                    if (!common.plain()) {
                        prepare_loop(r.p + at, g, ready, n, common.decay, common.scale, common.limit);
                        g = ready;
                    }
                    loop(r, at, g, n);
                }
                first += count;
            }
        });
    }
    return true;
}

}  // namespace

bool sgd(nb::list rows, double rate, double momentum, bool nesterov, double decay, double scale, double limit) {
    const Common common{float(decay), float(scale), float(limit)};
    return update(rows, momentum != 0.0, common, [&](const Row& r, int64_t at, const float* g, int64_t n) {
        if (momentum == 0.0) sgd_loop(r.p + at, g, n, float(rate));
        else momentum_loop(r.p + at, g, r.slot[0] + at, n, float(rate), float(momentum), nesterov);
    });
}

bool adam(nb::list rows, double alpha, double epsilon, double beta_1, double beta_2, double decay, double scale, double limit) {
    const Common common{float(decay), float(scale), float(limit)};
    return update(rows, 2, common, [&](const Row& r, int64_t at, const float* g, int64_t n) {
        adam_loop(r.p + at, g, r.slot[0] + at, r.slot[1] + at, n, float(alpha), float(epsilon), float(1.0 - beta_1), float(1.0 - beta_2));
    });
}

}  // namespace badak
