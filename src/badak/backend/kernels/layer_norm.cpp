// Layer normalisation over the last axis: each row by its own mean and deviation, statistics in float32 or better.
#include "engine.hpp"
#include "loops.hpp"
#include "norm.hpp"

namespace badak {

namespace {

constexpr int lanes = 16;  // sums that a loop keeps in registers
constexpr int64_t stretch = 2048;  // of values added up in float32; stretches are added up in float64

BADAK_INLINE float gathered(const float* sum) {
    float half[8], quarter[4];
    for (int j = 0; j < 8; ++j) half[j] = sum[j] + sum[j + 8];
    for (int j = 0; j < 4; ++j) quarter[j] = half[j] + half[j + 4];
    return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

BADAK_INLINE double total(const float* __restrict x, int64_t n) {
    double all = 0.0;
    for (int64_t at = 0; at < n; at += stretch) {
        const int64_t end = std::min(at + stretch, n);
        float sum[lanes] = {}, rest = 0.0f;
        int64_t i = at;
        for (; i + lanes <= end; i += lanes) {
            for (int j = 0; j < lanes; ++j) sum[j] += x[i + j];
        }
        for (; i < end; ++i) rest += x[i];
        all += double(gathered(sum)) + rest;
    }
    return all;
}

BADAK_INLINE double total_of_squares(const float* __restrict x, int64_t n, float mean) {
    double all = 0.0;
    for (int64_t at = 0; at < n; at += stretch) {
        const int64_t end = std::min(at + stretch, n);
        float sum[lanes] = {}, rest = 0.0f;
        int64_t i = at;
        for (; i + lanes <= end; i += lanes) {
            for (int j = 0; j < lanes; ++j) sum[j] += (x[i + j] - mean) * (x[i + j] - mean);
        }
        for (; i < end; ++i) rest += (x[i] - mean) * (x[i] - mean);
        all += double(gathered(sum)) + rest;
    }
    return all;
}

// y = (x - mean) inverse gamma + beta for each row; mean is 0 where `rms`
BADAK_CLONES void normalise_rows(const float* __restrict x, float* __restrict y, int64_t rows, int64_t n, const float* __restrict gamma,
                                 const float* __restrict beta, double epsilon, bool rms, float* __restrict mean, float* __restrict inverse) {
    for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
        const float m = rms ? 0.0f : float(total(x, n) / double(n));
        const float scale = float(1.0 / std::sqrt(total_of_squares(x, n, m) / double(n) + epsilon));
        for (int64_t i = 0; i < n; ++i) y[i] = (x[i] - m) * scale * gamma[i] + beta[i];
        mean[r] = m, inverse[r] = scale;
    }
}

// The gradients of each row: dx, and what the row adds to those of gamma and beta.
BADAK_CLONES void slope_rows(const float* __restrict g, const float* __restrict x, float* __restrict dx, int64_t rows, int64_t n,
                             const float* __restrict gamma, const float* __restrict mean, const float* __restrict inverse, bool rms,
                             float* __restrict dgamma, float* __restrict dbeta) {
    for (int64_t r = 0; r < rows; ++r, g += n, x += n, dx += n) {
        const float m = rms ? 0.0f : mean[r], scale = inverse[r];
        double plain = 0.0, weighted = 0.0;
        for (int64_t at = 0; at < n; at += stretch) {
            const int64_t end = std::min(at + stretch, n);
            float sum[lanes] = {}, product[lanes] = {}, rest[2] = {};
            int64_t i = at;
            for (; i + lanes <= end; i += lanes) {
                for (int j = 0; j < lanes; ++j) {
                    const float value = g[i + j] * gamma[i + j];
                    sum[j] += value;
                    product[j] += value * ((x[i + j] - m) * scale);
                }
            }
            for (; i < end; ++i) {
                const float value = g[i] * gamma[i];
                rest[0] += value;
                rest[1] += value * ((x[i] - m) * scale);
            }
            plain += double(gathered(sum)) + rest[0];
            weighted += double(gathered(product)) + rest[1];
        }
        const float a = rms ? 0.0f : float(plain / double(n)), b = float(weighted / double(n));
        for (int64_t i = 0; i < n; ++i) {
            const float normal = (x[i] - m) * scale;
            dx[i] = scale * (g[i] * gamma[i] - a - normal * b);
            dgamma[i] += g[i] * normal;
            dbeta[i] += g[i];
        }
    }
}

struct Rows {
    int64_t n, count, per_block, blocks;
    explicit Rows(const Sizes& shape)
        : n(shape[shape.count - 1]), count(shape.product(0, shape.count - 1)), per_block(std::max<int64_t>(1, block / n)),
          blocks((count + per_block - 1) / per_block) {}
    int64_t buffer() const { return per_block * n + gap; }
};

std::vector<float> filled(const Array& a, int64_t n, float otherwise) {
    return a ? std::vector<float>(a.f32(), a.f32() + n) : std::vector<float>(n, otherwise);
}

// The shape of what there is one of for each row: the last axis has size 1.
Sizes per_row(Sizes shape) {
    shape[shape.count - 1] = 1;
    return shape;
}

bool of_rows(const Array& a, const Array& x) { return a && a.type == Type::f32 && a.shape == per_row(x.shape); }

// Whether there is one number for each feature of x, or nothing.
bool fits(const Array& row, const Array& x) { return !row || row.shape == shape_of({x.shape[x.shape.count - 1]}); }

}  // namespace

nb::object layer_norm(nb::handle x_, nb::handle gamma_, nb::handle beta_, double epsilon, bool rms) {
    Array x, gamma, beta;
    if (!take_all(x_, x, gamma_, gamma, beta_, beta) || !x || x.shape.count == 0 || !fits(gamma, x) || !fits(beta, x)) return nb::none();
    gamma = as_f32(gamma), beta = as_f32(beta);
    const Rows l(x.shape);
    Array y = make(x.shape, x), mean = make_f32(per_row(x.shape)), inverse = make_f32(per_row(x.shape));
    {
        Running running(32.0 * double(x.size()));
        const auto scale = filled(gamma, l.n, 1.0f), shift = filled(beta, l.n, 0.0f);
        share(l.blocks, running.threads, [&](int64_t begin, int64_t end, int) {
            std::vector<float> memory(x.type == Type::bf16 ? 2 * l.buffer() : 0);
            float *a = memory.data(), *b = a + (memory.empty() ? 0 : l.buffer());
            for (int64_t i = begin; i < end; ++i) {
                const int64_t first = i * l.per_block, rows = std::min(l.per_block, l.count - first), at = first * l.n, n = rows * l.n;
                normalise_rows(read(x, at, n, a), place(y, at, b), rows, l.n, scale.data(), shift.data(), epsilon, rms,
                               mean.f32() + first, inverse.f32() + first);
                put(y, at, n, b);
            }
        });
    }
    return nb::make_tuple(y.owner, mean.owner, inverse.owner);
}

nb::object layer_norm_grad(nb::handle g_, nb::handle x_, nb::handle gamma_, nb::handle beta_, nb::handle mean_, nb::handle inverse_, bool rms) {
    Array g, x, gamma, beta, mean, inverse;
    if (!take_all(g_, g, x_, x, gamma_, gamma, beta_, beta, mean_, mean, inverse_, inverse) || !g || !x || g.type != x.type ||
        x.shape.count == 0 || !(g.shape == x.shape) || !fits(gamma, x) || !fits(beta, x) || !of_rows(inverse, x) ||
        !(rms || of_rows(mean, x)))
        return nb::none();
    const Array like_gamma = gamma, like_beta = beta;
    gamma = as_f32(gamma);
    const Rows l(x.shape);
    const Sizes row = shape_of({l.n});
    Array dx = make(x.shape, x), dgamma = make_f32(row), dbeta = make_f32(row);
    {
        Running running(48.0 * double(x.size()));
        const auto scale = filled(gamma, l.n, 1.0f);
        // float32 over some tens of rows, float64 over those, and the threads' sums in order
        std::vector<double> sums(size_t(running.threads) * 2 * l.n, 0.0);
        share(l.blocks, running.threads, [&](int64_t begin, int64_t end, int me) {
            std::vector<float> memory(x.type == Type::bf16 ? 3 * l.buffer() : 0), part(2 * l.n, 0.0f);
            const int64_t step = memory.empty() ? 0 : l.buffer();
            float *a = memory.data(), *b = a + step, *c = b + step;
            double* mine = sums.data() + size_t(me) * 2 * l.n;
            int64_t pending = 0;
            for (int64_t i = begin; i < end; ++i) {
                const int64_t first = i * l.per_block, rows = std::min(l.per_block, l.count - first), at = first * l.n, n = rows * l.n;
                slope_rows(read(g, at, n, a), read(x, at, n, b), place(dx, at, c), rows, l.n, scale.data(),
                           rms ? nullptr : mean.f32() + first, inverse.f32() + first, rms, part.data(), part.data() + l.n);
                put(dx, at, n, c);
                pending += rows;
                if (pending < 32 && i + 1 < end) continue;
                for (int64_t j = 0; j < 2 * l.n; ++j) mine[j] += part[j], part[j] = 0.0f;
                pending = 0;
            }
        });
        for (int64_t j = 0; j < l.n; ++j) {
            double first = 0.0, second = 0.0;
            for (int t = 0; t < running.threads; ++t) first += sums[size_t(t) * 2 * l.n + j], second += sums[(size_t(t) * 2 + 1) * l.n + j];
            dgamma.f32()[j] = float(first), dbeta.f32()[j] = float(second);
        }
    }
    return nb::make_tuple(dx.owner, like_gamma ? as_type(dgamma, like_gamma) : nb::object(nb::none()),
                          like_beta ? as_type(dbeta, like_beta) : nb::object(nb::none()));
}

}  // namespace badak
