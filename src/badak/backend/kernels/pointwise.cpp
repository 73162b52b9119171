// Operations element by element, in one pass over memory.
#include "pointwise.hpp"

#include "each.hpp"

namespace badak {

namespace {

BADAK_CLONES void relu_loop(const float* __restrict x, float* __restrict y, int64_t n) {
    for (int64_t i = 0; i < n; ++i) y[i] = x[i] < 0.0f ? 0.0f : x[i];  // NaN passes
}

BADAK_CLONES void mask_loop(const float* __restrict g, const float* __restrict out, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
        const float value = g[i];  // read in any case: a read that depends on `out` would be a branch
        to[i] = out[i] > 0.0f ? value : 0.0f;
    }
}

BADAK_CLONES void tanh_slope_loop(const float* __restrict g, const float* __restrict out, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) to[i] = g[i] * (1.0f - out[i] * out[i]);
}

BADAK_CLONES void sigmoid_slope_loop(const float* __restrict g, const float* __restrict out, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) to[i] = g[i] * (out[i] * (1.0f - out[i]));
}

BADAK_CLONES void add_loop(const float* __restrict x, const float* __restrict y, float* __restrict z, int64_t n) {
    for (int64_t i = 0; i < n; ++i) z[i] = x[i] + y[i];
}

BADAK_CLONES void add_relu_loop(const float* __restrict x, const float* __restrict y, float* __restrict z, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
        const float s = x[i] + y[i];
        z[i] = s < 0.0f ? 0.0f : s;
    }
}

BADAK_CLONES void sum_rows_loop(const float* __restrict x, int64_t rows, int64_t columns, float* __restrict sums) {
    constexpr int lanes = 16;  // sums that stay in registers
    int64_t c = 0;
    for (; c + lanes <= columns; c += lanes) {
        float sum[lanes] = {};
        for (int64_t r = 0; r < rows; ++r) {
            for (int j = 0; j < lanes; ++j) sum[j] += x[r * columns + c + j];
        }
        for (int j = 0; j < lanes; ++j) sums[c + j] += sum[j];
    }
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = c; j < columns; ++j) sums[j] += x[r * columns + j];
    }
}

}  // namespace

nb::object relu(nb::handle x_) {
    Array x;
    return take(x_, x) && x ? unary(x, relu_loop) : nb::none();
}

nb::object relu_vjp(nb::handle g_, nb::handle out_) {
    Array g, out;
    return take_all(g_, g, out_, out) && alike(g, out) ? nb::object(nb::make_tuple(binary(g, out, mask_loop))) : nb::none();
}

nb::object add(nb::handle x_, nb::handle y_) {
    Array x, y;
    return take_all(x_, x, y_, y) && alike(x, y) ? binary(x, y, add_loop) : nb::none();
}

nb::object add_relu(nb::handle x_, nb::handle y_) {
    Array x, y;
    return take_all(x_, x, y_, y) && alike(x, y) ? binary(x, y, add_relu_loop) : nb::none();
}

nb::object add_relu_vjp(nb::handle g_, nb::handle out_) {
    Array g, out;
    if (!take_all(g_, g, out_, out) || !alike(g, out)) return nb::none();
    nb::object both = binary(g, out, mask_loop);
    return nb::make_tuple(both, both);
}

void delta_and_sum(const Array& g, const Array* out, Activation activation, const Array* to, float* sums, int64_t rows,
                   int64_t columns, int threads) {
    const auto slope = activation == Activation::relu ? mask_loop : activation == Activation::tanh ? tanh_slope_loop : sigmoid_slope_loop;
    // rows in blocks of about the cache's size: each block's sums are float32, the sums of blocks are float64
    const int64_t per_block = std::max<int64_t>(1, block / std::max<int64_t>(columns, 1));
    const int64_t blocks = (rows + per_block - 1) / per_block;
    std::vector<double> partial(sums ? size_t(threads) * columns : 0, 0.0);
    share(blocks, threads, [&](int64_t begin, int64_t end, int me) {
        const int64_t each = per_block * columns + gap;
        std::vector<float> memory(3 * each), s(columns);
        float *a = memory.data(), *b = a + each, *c = b + each;
        for (int64_t i = begin; i < end; ++i) {
            const int64_t first = i * per_block, count = std::min(per_block, rows - first), n = count * columns;
            const float* value = read(g, first * columns, n, a);
            if (out) {
                float* masked = to ? place(*to, first * columns, c) : c;
                slope(value, read(*out, first * columns, n, b), masked, n);
                if (to) put(*to, first * columns, n, c);
                value = masked;
            }
            if (sums) {
                std::fill(s.begin(), s.end(), 0.0f);
                sum_rows_loop(value, count, columns, s.data());
                for (int64_t j = 0; j < columns; ++j) partial[me * columns + j] += s[j];
            }
        }
    });
    if (!sums) return;
    for (int64_t j = 0; j < columns; ++j) {
        double total = 0.0;
        for (int t = 0; t < threads; ++t) total += partial[t * columns + j];
        sums[j] = float(total);
    }
}

nb::object activation_vjp(nb::handle g_, nb::handle out_, nb::handle activation_, bool need_sum) {
    Array g, out;
    Activation activation;
    if (!take_all(g_, g, out_, out) || !alike(g, out) || !read_activation(activation_, activation) || g.shape.count == 0) return nb::none();
    const bool sloped = activation != Activation::none;
    const int64_t columns = g.shape[g.shape.count - 1], rows = g.shape.product(0, g.shape.count - 1);
    Array delta = sloped ? make(g.shape, g) : g, sums;
    if (need_sum) sums = make_f32(shape_of({columns}));
    if (sloped || need_sum) {
        Running running(work_per_value * double(g.size()));
        delta_and_sum(g, sloped ? &out : nullptr, activation, sloped ? &delta : nullptr, need_sum ? sums.f32() : nullptr, rows, columns,
                      running.threads);
    }
    return nb::make_tuple(delta.owner, need_sum ? sums.owner : nb::object(nb::none()));
}

nb::object column_sum(nb::handle x_) {
    Array x;
    if (!take(x_, x) || !x || x.shape.count == 0) return nb::none();
    const int64_t columns = x.shape[x.shape.count - 1], rows = x.shape.product(0, x.shape.count - 1);
    Array out = make_f32(shape_of({columns}));
    {
        Running running(work_per_value * double(x.size()));
        delta_and_sum(x, nullptr, Activation::none, nullptr, out.f32(), rows, columns, running.threads);
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
