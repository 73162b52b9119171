// Softmax and the cross-entropies behind it, and the mean squared error: one pass for the loss, one for the gradient.
#include "loss.hpp"

#include "engine.hpp"
#include "loops.hpp"
#include "maths.hpp"

namespace badak {

namespace {

// What a row adds to its losses: -ln p_i = (top - x_i) + rest. Apart, because top + rest would lose the digits of a small rest.
struct Level {
    float top, rest;
};

constexpr int lanes = 16;

// One row: p = softmax(x); top is the largest x, rest is ln Σ e^(x - top).
BADAK_CLONES Level softmax_row(const float* __restrict x, float* __restrict p, int64_t n) {
    // several at a time, which a compiler may not decide by itself: it changes the order of the sum
    float tops[lanes], sums[lanes] = {};
    for (int j = 0; j < lanes; ++j) tops[j] = x[0];
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) tops[j] = x[i + j] > tops[j] ? x[i + j] : tops[j];
    }
    float top = x[0];
    for (; i < n; ++i) top = x[i] > top ? x[i] : top;
    for (int j = 0; j < lanes; ++j) top = tops[j] > top ? tops[j] : top;
    for (i = 0; i < n; ++i) p[i] = exponential(x[i] - top);
    for (i = 0; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) sums[j] += p[i + j];
    }
    float total = 0.0f;
    for (; i < n; ++i) total += p[i];
    for (int j = 0; j < lanes; ++j) total += sums[j];
    const float inverse = 1.0f / total;
    bool fine = std::isfinite(top);
    for (i = 0; i < n; ++i) fine &= !(x[i] != x[i]);
    for (i = 0; i < n; ++i) p[i] = fine ? p[i] * inverse : NAN;
    return fine ? Level{top, std::log(total)} : Level{NAN, NAN};
}

// A mask as factors 1 and 0, and whether there is any 1.
BADAK_CLONES bool mask_row(const uint8_t* __restrict m, float* __restrict f, int64_t n) {
    uint8_t any = 0;
    for (int64_t i = 0; i < n; ++i) any |= m[i];
    for (int64_t i = 0; i < n; ++i) f[i] = float(int32_t(m[i] != 0));
    return any != 0;
}

// The same over the x where f is 1, of which there is at least one; the others are 0.
BADAK_CLONES void masked_softmax_row(const float* __restrict x, const float* __restrict f, float* __restrict p, int64_t n) {
    float tops[lanes], sums[lanes] = {};
    for (int64_t i = 0; i < n; ++i) p[i] = f[i] > 0.0f ? x[i] : -INFINITY;
    for (int j = 0; j < lanes; ++j) tops[j] = -INFINITY;
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) tops[j] = p[i + j] > tops[j] ? p[i + j] : tops[j];
    }
    float top = -INFINITY;
    for (; i < n; ++i) top = p[i] > top ? p[i] : top;
    for (int j = 0; j < lanes; ++j) top = tops[j] > top ? tops[j] : top;
    bool fine = std::isfinite(top);
    for (i = 0; i < n; ++i) fine &= !(p[i] != p[i]);
    if (!fine) {
        for (i = 0; i < n; ++i) p[i] = f[i] > 0.0f ? NAN : 0.0f;
        return;
    }
    for (i = 0; i < n; ++i) p[i] = exponential(p[i] - top) * f[i];
    for (i = 0; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) sums[j] += p[i + j];
    }
    float total = 0.0f;
    for (; i < n; ++i) total += p[i];
    for (int j = 0; j < lanes; ++j) total += sums[j];
    const float inverse = 1.0f / total;
    for (i = 0; i < n; ++i) p[i] *= inverse;
}

BADAK_CLONES void softmax_slope_row(const float* __restrict g, const float* __restrict p, float* __restrict dx, int64_t n) {
    float sums[lanes] = {}, total = 0.0f;
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) sums[j] += g[i + j] * p[i + j];
    }
    for (; i < n; ++i) total += g[i] * p[i];
    for (int j = 0; j < lanes; ++j) total += sums[j];
    for (i = 0; i < n; ++i) dx[i] = p[i] * (g[i] - total);
}

BADAK_CLONES float squares_row(const float* __restrict x, const float* __restrict y, int64_t n) {
    float sums[lanes] = {}, total = 0.0f;
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        for (int j = 0; j < lanes; ++j) sums[j] += (x[i + j] - y[i + j]) * (x[i + j] - y[i + j]);
    }
    for (; i < n; ++i) total += (x[i] - y[i]) * (x[i] - y[i]);
    for (int j = 0; j < lanes; ++j) total += sums[j];
    return total;
}

BADAK_CLONES void difference_row(const float* __restrict x, const float* __restrict y, float scale, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) to[i] = scale * (x[i] - y[i]);
}

// cost: of a number, in the work that Running knows; an exponential by default
template <class Row>
void over_rows(int64_t rows, int64_t columns, Row row, double cost = 20.0) {
    Running running(cost * double(rows) * double(columns));
    share(rows, running.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t r = begin; r < end; ++r) row(r);
    });
}

Sizes without_last(const Sizes& shape) {
    Sizes out = shape;
    --out.count;
    out.value[out.count] = 0;
    return out;
}

}  // namespace

nb::object softmax(nb::handle x_, int64_t axis) {
    Array x;
    if (!take(x_, x) || !x || x.type != Type::f32 || x.shape.count == 0 || (axis != -1 && axis != x.shape.count - 1)) return nb::none();
    const int64_t n = x.shape[x.shape.count - 1], rows = x.size() / n;
    Array p = make_f32(x.shape);
    over_rows(rows, n, [&](int64_t r) { softmax_row(x.f32() + r * n, p.f32() + r * n, n); });
    return p.owner;
}

nb::object softmax_vjp(nb::handle g_, nb::handle p_) {
    Array g, p;
    if (!take_all(g_, g, p_, p) || !g || !p || g.type != Type::f32 || p.type != Type::f32 || p.shape.count == 0 || !(g.shape == p.shape))
        return nb::none();
    const int64_t n = p.shape[p.shape.count - 1], rows = p.size() / n;
    Array dx = make_f32(p.shape);
    over_rows(rows, n, [&](int64_t r) { softmax_slope_row(g.f32() + r * n, p.f32() + r * n, dx.f32() + r * n, n); });
    return dx.owner;
}

nb::object masked_softmax(nb::handle x_, nb::handle mask_) {
    Array x, mask;
    if (!take(x_, x) || !x || x.type != Type::f32 || x.shape.count == 0 || !take_bytes(mask_, mask) || mask.shape.count == 0 ||
        mask.shape.count > x.shape.count)
        return nb::none();
    const int last = x.shape.count - 1, missing = x.shape.count - mask.shape.count;
    // how far the mask goes on for one step along each of x's axes: 0 where it is repeated
    int64_t steps[max_axes] = {}, size = 1;
    for (int a = last; a >= missing; --a) {
        const int64_t own = mask.shape[a - missing];
        if (own != x.shape[a] && (own != 1 || a == last)) return nb::none();
        steps[a] = own == 1 ? 0 : size;
        size *= own;
    }
    const int64_t n = x.shape[last], rows = x.size() / n;
    Array p = make_f32(x.shape);
    const auto* allowed = static_cast<const uint8_t*>(mask.data);
    {
        Running running(20.0 * double(x.size()));
        share(rows, running.threads, [&](int64_t begin, int64_t end, int) {
            std::vector<float> factors(n);
            int64_t known = -1;  // the mask that `factors` holds: most rows have that of the row before
            bool any = false;
            for (int64_t r = begin; r < end; ++r) {
                int64_t at = 0, rest = r;
                for (int a = last - 1; a >= 0; --a) at += rest % x.shape[a] * steps[a], rest /= x.shape[a];
                if (at != known) any = mask_row(allowed + at, factors.data(), n), known = at;
                float* to = p.f32() + r * n;
                if (any) masked_softmax_row(x.f32() + r * n, factors.data(), to, n);
                else std::fill(to, to + n, 0.0f);
            }
        });
    }
    return p.owner;
}

nb::object softmax_cross_entropy(nb::handle logits_, nb::handle labels_) {
    Array x, t;
    if (!take_all(logits_, x, labels_, t) || !x || !t || x.type != Type::f32 || t.type != Type::f32 || x.shape.count == 0 ||
        !(x.shape == t.shape))
        return nb::none();
    const int64_t n = x.shape[x.shape.count - 1], rows = x.size() / n;
    Array p = make_f32(x.shape), loss = make_f32(without_last(x.shape));
    over_rows(rows, n, [&](int64_t r) {
        const float* row = x.f32() + r * n;
        const float* label = t.f32() + r * n;
        const Level level = softmax_row(row, p.f32() + r * n, n);
        float sum = 0.0f;
        for (int64_t i = 0; i < n; ++i) sum += label[i] * ((level.top - row[i]) + level.rest);
        loss.f32()[r] = sum;
    });
    return nb::make_tuple(loss.owner, p.owner);
}

nb::object softmax_cross_entropy_vjp(nb::handle g_, nb::handle, nb::handle labels_, nb::handle p_, nb::tuple need) {
    Array g, t, p;
    if (need.size() != 2 || !need[0].is(Py_True) || need[1].is(Py_True) || !take_all(g_, g, labels_, t, p_, p) || !g || !p ||
        g.type != Type::f32 || p.type != Type::f32 || t.type != Type::f32 || p.shape.count == 0 || !(t.shape == p.shape) ||
        !(g.shape == without_last(p.shape)))
        return nb::none();
    const int64_t n = p.shape[p.shape.count - 1], rows = p.size() / n;
    Array dx = make_f32(p.shape);
    over_rows(rows, n, [&](int64_t r) {
        const float *label = t.f32() + r * n, *q = p.f32() + r * n;
        float total = 0.0f;
        for (int64_t i = 0; i < n; ++i) total += label[i];
        for (int64_t i = 0; i < n; ++i) dx.f32()[r * n + i] = g.f32()[r] * (q[i] * total - label[i]);
    });
    return nb::make_tuple(dx.owner, nb::none());
}

nb::object sparse_softmax_cross_entropy(nb::handle logits_, nb::handle labels_) {
    Array x;
    std::vector<int64_t> label;
    Sizes label_shape;
    if (!take(logits_, x) || !x || x.type != Type::f32 || x.shape.count == 0 || !take_integers(labels_, label, label_shape) ||
        !(without_last(x.shape) == label_shape))
        return nb::none();
    const int64_t n = x.shape[x.shape.count - 1], rows = x.size() / n;
    for (int64_t t : label) {
        if (t < 0 || t >= n) return nb::none();
    }
    Array p = make_f32(x.shape), loss = make_f32(label_shape);
    over_rows(rows, n, [&](int64_t r) {
        const Level level = softmax_row(x.f32() + r * n, p.f32() + r * n, n);
        loss.f32()[r] = (level.top - x.f32()[r * n + label[r]]) + level.rest;
    });
    return nb::make_tuple(loss.owner, p.owner);
}

nb::object sparse_softmax_cross_entropy_vjp(nb::handle g_, nb::handle, nb::handle labels_, nb::handle p_) {
    Array g, p;
    std::vector<int64_t> label;
    Sizes label_shape;
    if (!take_all(g_, g, p_, p) || !g || !p || g.type != Type::f32 || p.type != Type::f32 || p.shape.count == 0 ||
        !take_integers(labels_, label, label_shape) || !(g.shape == without_last(p.shape)) || !(label_shape == g.shape))
        return nb::none();
    const int64_t n = p.shape[p.shape.count - 1], rows = p.size() / n;
    Array dx = make_f32(p.shape);
    over_rows(rows, n, [&](int64_t r) {
        const float* q = p.f32() + r * n;
        for (int64_t i = 0; i < n; ++i) dx.f32()[r * n + i] = g.f32()[r] * (q[i] - (i == label[r] ? 1.0f : 0.0f));
    });
    return nb::make_tuple(dx.owner, nb::none());
}

nb::object mean_squared_difference(nb::handle x_, nb::handle y_) {
    Array x, y;
    if (!take_all(x_, x, y_, y) || !x || !y || x.type != Type::f32 || y.type != Type::f32 || x.shape.count == 0 || !(x.shape == y.shape))
        return nb::none();
    const int64_t n = x.shape[x.shape.count - 1], rows = x.size() / n;
    Array out = make_f32(without_last(x.shape));
    const float count = float(n);
    over_rows(rows, n, [&](int64_t r) { out.f32()[r] = squares_row(x.f32() + r * n, y.f32() + r * n, n) / count; }, 2.0);
    return out.owner;
}

nb::object mean_squared_difference_vjp(nb::handle g_, nb::handle x_, nb::handle y_, nb::tuple need) {
    Array g, x, y;
    if (need.size() != 2 || !take_all(g_, g, x_, x, y_, y) || !g || !x || !y || g.type != Type::f32 || x.type != Type::f32 ||
        y.type != Type::f32 || x.shape.count == 0 || !(x.shape == y.shape) || !(g.shape == without_last(x.shape)))
        return nb::none();
    const int64_t n = x.shape[x.shape.count - 1], rows = x.size() / n;
    const float part = 2.0f / float(n);
    const auto slope = [&](float sign) {
        Array to = make_f32(x.shape);
        over_rows(rows, n, [&](int64_t r) {
            difference_row(x.f32() + r * n, y.f32() + r * n, sign * part * g.f32()[r], to.f32() + r * n, n);
        }, 2.0);
        return to.owner;
    };
    return nb::make_tuple(need[0].is(Py_True) ? slope(1.0f) : nb::none(), need[1].is(Py_True) ? slope(-1.0f) : nb::none());
}

}  // namespace badak
