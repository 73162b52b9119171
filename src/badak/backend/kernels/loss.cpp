// Softmax and the cross-entropies behind it: one pass for loss and probabilities, one for the gradient.
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

template <class Row>
void over_rows(int64_t rows, int64_t columns, Row row) {
    Running running(20.0 * double(rows) * double(columns));
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

}  // namespace badak
