// Operations element by element, in one pass over memory.
#include "pointwise.hpp"

#include "channels.hpp"
#include "each.hpp"
#include "engine.hpp"

namespace badak {

namespace {

// A loop by its name, as something that takes either number type.
#define LOOP(name) [](const auto* first, auto... more) { wide_loops(first).name(first, more...); }

}  // namespace

nb::object relu(nb::handle x_) {
    Array x;
    return take(x_, x) && x ? unary(x, LOOP(relu)) : nb::none();
}

nb::object relu_vjp(nb::handle g_, nb::handle out_) {
    Array g, out;
    return take_all(g_, g, out_, out) && alike(g, out) ? nb::object(nb::make_tuple(binary(g, out, LOOP(relu_slope)))) : nb::none();
}

nb::object add(nb::handle x_, nb::handle y_) {
    Array x, y;
    return take_all(x_, x, y_, y) && alike(x, y) ? binary(x, y, LOOP(add)) : nb::none();
}

nb::object add_relu(nb::handle x_, nb::handle y_) {
    Array x, y;
    return take_all(x_, x, y_, y) && alike(x, y) ? binary(x, y, LOOP(add_relu)) : nb::none();
}

nb::object add_relu_vjp(nb::handle g_, nb::handle out_) {
    Array g, out;
    if (!take_all(g_, g, out_, out) || !alike(g, out)) return nb::none();
    nb::object both = binary(g, out, LOOP(relu_slope));
    return nb::make_tuple(both, both);
}

void delta_and_sum(const Array& g, const Array* out, Activation activation, const Array* to, float* sums, int threads) {
    const Layout l(g.shape);
    typed(g, [&](auto* values) {
        const auto slope = [&](int64_t at, int64_t n) {
            const auto *from = values + at, *value = same(values, *out) + at;
            auto* result = same(values, *to) + at;
            if (activation == Activation::relu) wide_loops(from).relu_slope(from, value, result, n);
            else if (activation == Activation::tanh) wide_loops(from).tanh_slope(from, value, result, n);
            else wide_loops(from).sigmoid_slope(from, value, result, n);
        };
        if (!sums) return share(g.size(), threads, [&](int64_t begin, int64_t end, int) { slope(begin, end - begin); });
        const auto* summed = out ? same(values, *to) : values;
        const auto total = channel_sums(l, threads, 1, [&](int64_t at, int64_t rows, int64_t columns, double* s, int64_t) {
            if (out) slope(at, rows * columns);
            wide_loops(summed).column_sums(summed + at, rows, columns, s);
        });
        std::copy(total.begin(), total.end(), sums);
    });
}

nb::object activation_vjp(nb::handle g_, nb::handle out_, nb::handle activation_, bool need_sum) {
    Array g, out;
    Activation activation;
    if (!take_all(g_, g, out_, out) || !alike(g, out) || !read_activation(activation_, activation) || g.shape.count == 0) return nb::none();
    const bool sloped = activation != Activation::none;
    Array delta = sloped ? make(g.shape, g) : g, sums;
    if (need_sum) sums = make_f32(shape_of({g.shape[g.shape.count - 1]}));
    if (sloped || need_sum) {
        Running running(work_per_value * double(g.size()));
        delta_and_sum(g, sloped ? &out : nullptr, activation, sloped ? &delta : nullptr, need_sum ? sums.f32() : nullptr, running.threads);
    }
    return nb::make_tuple(delta.owner, need_sum ? sums.owner : nb::object(nb::none()));
}

nb::object column_sum(nb::handle x_) {
    Array x;
    if (!take(x_, x) || !x || x.shape.count == 0) return nb::none();
    Array out = make_f32(shape_of({x.shape[x.shape.count - 1]}));
    {
        Running running(work_per_value * double(x.size()));
        delta_and_sum(x, nullptr, Activation::none, nullptr, out.f32(), running.threads);
    }
    return out.owner;
}

nb::object convert(nb::handle x_, nb::handle like_) {
    Array x, like;
    if (!take_all(x_, x, like_, like) || !x || (like && like.type != Type::bf16)) return nb::none();
    const bool narrowing = bool(like);
    if (narrowing != (x.type == Type::f32)) return nb::none();
    Array y = narrowing ? make(x.shape, like) : make_f32(x.shape);
    {
        Running running(work_per_value * double(x.size()));
        share(x.size(), running.threads, [&](int64_t begin, int64_t end, int) {
            if (narrowing) narrow(x.f32() + begin, y.bf16() + begin, end - begin);
            else widen(x.bf16() + begin, y.f32() + begin, end - begin);
        });
    }
    return y.owner;
}

}  // namespace badak
