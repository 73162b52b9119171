// The dense layer: product, bias and activation in one run, and its three gradients in one call.
#include "dense.hpp"

#include "engine.hpp"
#include "loops.hpp"
#include "pointwise.hpp"

namespace badak {

namespace {

using dnnl::memory;

struct Product {
    dnnl::matmul run;
    memory a, b, bias, c, pad;
    size_t pad_bytes;
};

// c (m, n) = a (m, k) b (k, n), either factor given transposed; with bias and activation behind it.
Product make_product(int64_t m, int64_t k, int64_t n, bool a_turned, bool b_turned, Type a_type, Type b_type, Type c_type,
                     bool bias, Activation activation) {
    const auto layout = [](int64_t rows, int64_t columns, Type type, bool turned) {
        return memory::desc({rows, columns}, onednn_type(type), turned ? memory::dims{1, rows} : memory::dims{columns, 1});
    };
    const memory::desc a = layout(m, k, a_type, a_turned), b = layout(k, n, b_type, b_turned), c = layout(m, n, c_type, false);
    auto attr = attributes();
    append_activation(attr, activation);
    const memory::desc row({1, n}, memory::data_type::f32, memory::format_tag::ab);
    const dnnl::matmul::primitive_desc pd =
        bias ? dnnl::matmul::primitive_desc(engine(), a, b, row, c, attr) : dnnl::matmul::primitive_desc(engine(), a, b, c, attr);
    Product p;
    p.run = dnnl::matmul(pd);
    p.a = slot(a);
    p.b = slot(b);
    p.c = slot(c);
    if (bias) p.bias = slot(row);
    p.pad = slot(pd.scratchpad_desc());
    p.pad_bytes = pd.scratchpad_desc().get_size();
    return p;
}

void product(int64_t m, int64_t k, int64_t n, bool a_turned, bool b_turned, const Array& a, const Array& b, const Array& c,
             const void* bias, Activation activation, int threads) {
    Key key;
    key.add(10).add(m).add(k).add(n).add(a_turned + 2 * b_turned + 4 * (bias != nullptr) + 8 * int(activation));
    key.add(int64_t(a.type) + 4 * int64_t(c.type)).add(threads);
    auto& p = cache().get<Product>(
        key, [&] { return make_product(m, k, n, a_turned, b_turned, a.type, a.type, c.type, bias != nullptr, activation); });
    const bool rounded = a.type == Type::bf16 && b.type == Type::f32;  // weights are kept in float32
    const size_t front = rounded ? padded(size_t(b.size()) * 2) : 0;
    scratch().reserve(front + p.pad_bytes);
    if (rounded) {
        auto* to = reinterpret_cast<uint16_t*>(scratch().at(0));
        share(b.size(), threads, [&](int64_t begin, int64_t end, int) { narrow(b.f32() + begin, to + begin, end - begin); });
    }
    point(p.a, a.data);
    point(p.b, rounded ? scratch().at(0) : b.data);
    point(p.c, c.data);
    if (bias) point(p.bias, const_cast<void*>(bias));
    point(p.pad, scratch().at(front));
    execute(p.run, {{DNNL_ARG_SRC, &p.a}, {DNNL_ARG_WEIGHTS, &p.b}, {DNNL_ARG_BIAS, bias ? &p.bias : nullptr},
                    {DNNL_ARG_DST, &p.c}, {DNNL_ARG_SCRATCHPAD, &p.pad}});
}

// y (rows, units) = x (rows, features) w (features, units) for a few rows: then the time is that of reading w once, which a
// product for many rows does at a third of the speed.
BADAK_CLONES void add_row_loop(const float* __restrict w, float factor, float* __restrict y, int64_t n) {
    for (int64_t i = 0; i < n; ++i) y[i] += factor * w[i];
}

constexpr int64_t few = 2;

void few_rows(const Array& x, const Array& w, const Array& b, const Array& y, int64_t rows, Activation activation, int threads) {
    const int64_t features = w.shape[0], units = w.shape[1], piece = 512;
    share((units + piece - 1) / piece, threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t r = 0; r < rows; ++r) {
            const int64_t first = begin * piece, n = std::min(end * piece, units) - first;
            if (n <= 0) return;
            float* to = y.f32() + r * units + first;
            if (b) std::copy(b.f32() + first, b.f32() + first + n, to);
            else std::fill(to, to + n, 0.0f);
            for (int64_t k = 0; k < features; ++k) add_row_loop(w.f32() + k * units + first, x.f32()[r * features + k], to, n);
            if (activation == Activation::relu) {
                for (int64_t i = 0; i < n; ++i) to[i] = to[i] < 0.0f ? 0.0f : to[i];
            }
        }
    });
}

}  // namespace

nb::object affine(nb::handle x_, nb::handle w_, nb::handle b_, nb::handle activation_) {
    Array x, w, b;
    Activation activation;
    if (!take_all(x_, x, w_, w, b_, b) || !read_activation(activation_, activation) || !x || !w) return nb::none();
    const int last = x.shape.count - 1;
    if (last < 0 || w.shape.count != 2 || w.shape[0] != x.shape[last] || (b && (b.shape.count != 1 || b.shape[0] != w.shape[1])) || (x.type == Type::f32 && w.type != Type::f32))
        return nb::none();  // the composite says what is wrong
    b = as_f32(b);
    const int64_t rows = x.shape.product(0, last), features = x.shape[last], units = w.shape[1];
    Sizes shape = x.shape;
    shape[last] = units;
    Array y = make(shape, x);
    {
        Running running(2.0 * double(rows) * double(w.size()));
        const bool large = w.bytes() > (size_t(1) << 20) && x.type == Type::f32;
        if (rows <= few && large && (activation == Activation::none || activation == Activation::relu))
            few_rows(x, w, b, y, rows, activation, running.threads);
        else
            product(rows, features, units, false, false, x, w, y, b.data, activation, running.threads);
    }
    return y.owner;
}

nb::object affine_vjp(nb::handle g_, nb::handle x_, nb::handle w_, nb::handle out_, nb::handle, nb::tuple need,
                      nb::handle activation_) {
    Array g, x, w, out;
    Activation activation;
    if (!take_all(g_, g, x_, x, w_, w, out_, out) || !read_activation(activation_, activation) || !g || !x || !w || !out ||
        g.type != x.type || out.type != x.type || (x.type == Type::f32 && w.type != Type::f32) || need.size() < 2 ||
        need.size() > 3 || x.shape.count < 1 || w.shape.count != 2 || x.shape[x.shape.count - 1] != w.shape[0])
        return nb::none();
    Sizes fitting = x.shape;
    fitting[x.shape.count - 1] = w.shape[1];
    if (!(g.shape == fitting) || !(out.shape == fitting)) return nb::none();
    const bool need_x = need[0].is(Py_True), need_w = need[1].is(Py_True), need_b = need.size() > 2 && need[2].is(Py_True);
    const int last = x.shape.count - 1;
    const int64_t rows = x.shape.product(0, last), features = w.shape[0], units = w.shape[1];
    const bool sloped = activation != Activation::none;
    Array delta = sloped ? make(g.shape, g) : g;
    Array dx, dw, db;
    if (need_x) dx = make(x.shape, x);
    if (need_w) dw = make_f32(w.shape);
    if (need_b) db = make_f32(shape_of({units}));
    {
        Running running(2.0 * double(rows) * double(w.size()));
        if (sloped || need_b)
            delta_and_sum(g, sloped ? &out : nullptr, activation, sloped ? &delta : nullptr, need_b ? db.f32() : nullptr,
                          threads_for(24.0 * double(rows) * double(units)));
        if (need_x) product(rows, units, features, false, true, delta, w, dx, nullptr, Activation::none, running.threads);
        if (need_w) product(features, rows, units, true, false, x, delta, dw, nullptr, Activation::none, running.threads);
    }
    nb::object first = dx ? dx.owner : nb::object(nb::none()), second = as_type(dw, w);
    if (need.size() == 2) return nb::make_tuple(first, second);
    return nb::make_tuple(first, second, as_type(db, w));
}

}  // namespace badak
