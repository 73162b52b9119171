// Batch normalisation over channels last, in two passes over memory forward and two backward, ReLU included.
#include "norm.hpp"

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

namespace {

constexpr int lanes = 16;  // channels that a loop keeps in registers

// Add to s and q the sums of d and d², d = x - shift, over rows; shifting keeps the digits of a mean far from 0.
BADAK_CLONES void moments_loop(const float* __restrict x, int64_t rows, int64_t channels, const float* __restrict shift, float* __restrict s, float* __restrict q) {
    int64_t c = 0;
    for (; c + lanes <= channels; c += lanes) {
        float sum[lanes] = {}, square[lanes] = {}, from[lanes];
        for (int j = 0; j < lanes; ++j) from[j] = shift[c + j];
        for (int64_t r = 0; r < rows; ++r) {
            for (int j = 0; j < lanes; ++j) {
                const float d = x[r * channels + c + j] - from[j];
                sum[j] += d;
                square[j] += d * d;
            }
        }
        for (int j = 0; j < lanes; ++j) s[c + j] += sum[j], q[c + j] += square[j];
    }
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = c; j < channels; ++j) {
            const float d = x[r * channels + j] - shift[j];
            s[j] += d;
            q[j] += d * d;
        }
    }
}

// Add to s and q the sums of g and g (x - mean), g taken as 0 where out is not above 0.
BADAK_CLONES void products_loop(const float* __restrict g, const float* __restrict x, const float* __restrict out, int64_t rows, int64_t channels,
                                const float* __restrict mean, float* __restrict s, float* __restrict q) {
    int64_t c = 0;
    for (; c + lanes <= channels; c += lanes) {
        float sum[lanes] = {}, product[lanes] = {}, from[lanes];
        for (int j = 0; j < lanes; ++j) from[j] = mean[c + j];
        if (out) {
            for (int64_t r = 0; r < rows; ++r) {
                for (int j = 0; j < lanes; ++j) {
                    const int64_t i = r * channels + c + j;
                    const float all = g[i], value = out[i] > 0.0f ? all : 0.0f;  // no read depends on another
                    sum[j] += value;
                    product[j] += value * (x[i] - from[j]);
                }
            }
        } else {
            for (int64_t r = 0; r < rows; ++r) {
                for (int j = 0; j < lanes; ++j) {
                    const int64_t i = r * channels + c + j;
                    sum[j] += g[i];
                    product[j] += g[i] * (x[i] - from[j]);
                }
            }
        }
        for (int j = 0; j < lanes; ++j) s[c + j] += sum[j], q[c + j] += product[j];
    }
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = c; j < channels; ++j) {
            const int64_t i = r * channels + j;
            const float value = !out || out[i] > 0.0f ? g[i] : 0.0f;
            s[j] += value;
            q[j] += value * (x[i] - mean[j]);
        }
    }
}

BADAK_CLONES void normalise_loop(const float* __restrict x, float* __restrict y, int64_t rows, int64_t channels, const float* __restrict mean,
                                 const float* __restrict scale, const float* __restrict shift, bool relu) {
    const float floor = relu ? 0.0f : -INFINITY;
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < channels; ++c) {
            const float value = (x[r * channels + c] - mean[c]) * scale[c] + shift[c];
            y[r * channels + c] = value < floor ? floor : value;
        }
    }
}

BADAK_CLONES void scale_loop(const float* __restrict x, const float* __restrict more, float* __restrict y, int64_t rows, int64_t channels, const float* __restrict scale,
                             const float* __restrict shift, bool relu) {
    const float floor = relu ? 0.0f : -INFINITY;
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < channels; ++c) {
            const int64_t i = r * channels + c;
            const float value = x[i] * scale[c] + shift[c] + (more ? more[i] : 0.0f);
            y[i] = value < floor ? floor : value;
        }
    }
}

// dx = a g + b (x - mean) + c, per channel
BADAK_CLONES void input_grad_loop(const float* __restrict g, const float* __restrict x, const float* __restrict out, float* __restrict dx, int64_t rows, int64_t channels,
                                  const float* __restrict mean, const float* __restrict a, const float* __restrict b, const float* __restrict c0) {
    for (int64_t r = 0; r < rows; ++r) {
        const float* gr = g + r * channels;
        const float* xr = x + r * channels;
        float* to = dx + r * channels;
        if (out) {
            const float* o = out + r * channels;
            for (int64_t c = 0; c < channels; ++c) {
                const float all = gr[c], value = o[c] > 0.0f ? all : 0.0f;
                to[c] = a[c] * value + b[c] * (xr[c] - mean[c]) + c0[c];
            }
        } else {
            for (int64_t c = 0; c < channels; ++c) to[c] = a[c] * gr[c] + b[c] * (xr[c] - mean[c]) + c0[c];
        }
    }
}

struct Layout {
    int64_t channels, rows, per_block, blocks;
    explicit Layout(const Sizes& shape)
        : channels(shape[shape.count - 1]), rows(shape.product(0, shape.count - 1)),
          per_block(std::max<int64_t>(1, block / std::max<int64_t>(channels, 1))),
          blocks((rows + per_block - 1) / per_block) {}
    int64_t buffer() const { return per_block * channels; }
};

// Run body(first element, rows, number of elements, thread) over the blocks.
template <class Body>
void over_blocks(const Layout& l, int threads, Body body) {
    share(l.blocks, threads, [&](int64_t begin, int64_t end, int me) {
        for (int64_t i = begin; i < end; ++i) {
            const int64_t rows = std::min(l.per_block, l.rows - i * l.per_block);
            body(i * l.per_block * l.channels, rows, rows * l.channels, me);
        }
    });
}

// Two sums per channel over all rows: float32 within a block, float64 over blocks.
template <class Body>
void two_sums(const Layout& l, int threads, double* first, double* second, Body body) {
    std::vector<double> partial(size_t(threads) * 2 * l.channels, 0.0);
    std::vector<float> sums(size_t(threads) * 2 * l.channels);
    over_blocks(l, threads, [&](int64_t at, int64_t rows, int64_t n, int me) {
        float* s = sums.data() + size_t(me) * 2 * l.channels;
        std::fill(s, s + 2 * l.channels, 0.0f);
        body(at, rows, n, me, s, s + l.channels);
        double* p = partial.data() + size_t(me) * 2 * l.channels;
        for (int64_t c = 0; c < 2 * l.channels; ++c) p[c] += s[c];
    });
    for (int64_t c = 0; c < l.channels; ++c) {
        first[c] = second[c] = 0.0;
        for (int t = 0; t < threads; ++t) {
            first[c] += partial[(size_t(t) * 2) * l.channels + c];
            second[c] += partial[(size_t(t) * 2 + 1) * l.channels + c];
        }
    }
}

// Buffers of a thread, for bfloat16 only.
struct Buffers {
    std::vector<float> memory;
    int64_t each;
    int per_thread;
    Buffers(bool needed, int threads, int count, int64_t each) : memory(needed ? size_t(threads) * count * each : 0), each(each), per_thread(count) {}
    float* at(int thread, int i) { return memory.empty() ? nullptr : memory.data() + (size_t(thread) * per_thread + i) * each; }
};

// Whether there is one number for each channel of x, or nothing.
bool per_channel(const Array& row, const Array& x) { return !row || row.shape == shape_of({x.shape[x.shape.count - 1]}); }

}  // namespace

nb::object batch_norm(nb::handle x_, nb::handle gamma_, nb::handle beta_, double epsilon, bool relu) {
    Array x, gamma, beta;
    if (!take_all(x_, x, gamma_, gamma, beta_, beta) || !x || x.shape.count == 0 || !per_channel(gamma, x) || !per_channel(beta, x))
        return nb::none();
    gamma = as_f32(gamma), beta = as_f32(beta);
    const Layout l(x.shape);
    const Sizes row = shape_of({l.channels});
    Array y = make(x.shape, x), mean = make_f32(row), variance = make_f32(row), inverse = make_f32(row);
    {
        Running running(8.0 * double(x.size()));
        std::vector<float> shift(l.channels), scale(l.channels), plus(l.channels);
        std::vector<double> sum(l.channels), square(l.channels);
        Buffers buffers(x.type == Type::bf16, running.threads, 2, l.buffer());
        const float* first = read(x, 0, l.channels, shift.data());  // the first row: near enough to the mean
        std::copy(first, first + l.channels, shift.begin());
        two_sums(l, running.threads, sum.data(), square.data(), [&](int64_t at, int64_t rows, int64_t n, int me, float* s, float* q) {
            moments_loop(read(x, at, n, buffers.at(me, 0)), rows, l.channels, shift.data(), s, q);
        });
        for (int64_t c = 0; c < l.channels; ++c) {
            const double m = sum[c] / double(l.rows), v = std::max(square[c] / double(l.rows) - m * m, 0.0);
            mean.f32()[c] = float(shift[c] + m);
            variance.f32()[c] = std::isfinite(square[c]) ? float(v) : NAN;
            inverse.f32()[c] = 1.0f / std::sqrt(variance.f32()[c] + float(epsilon));
            scale[c] = inverse.f32()[c] * (gamma ? gamma.f32()[c] : 1.0f);
            plus[c] = beta ? beta.f32()[c] : 0.0f;
        }
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t n, int me) {
            normalise_loop(read(x, at, n, buffers.at(me, 0)), place(y, at, buffers.at(me, 1)), rows, l.channels, mean.f32(),
                           scale.data(), plus.data(), relu);
            put(y, at, n, buffers.at(me, 1));
        });
    }
    return nb::make_tuple(y.owner, mean.owner, variance.owner, inverse.owner);
}

nb::object batch_norm_grad(nb::handle g_, nb::handle x_, nb::handle gamma_, nb::handle mean_, nb::handle inverse_, nb::handle out_) {
    Array g, x, gamma, mean, inverse, out;
    if (!take_all(g_, g, x_, x, gamma_, gamma, mean_, mean, inverse_, inverse, out_, out) || !g || !x || g.type != x.type || x.shape.count == 0 ||
        !(g.shape == x.shape) || (out && (out.type != x.type || !(out.shape == x.shape))) || !per_channel(gamma, x) || !mean ||
        !inverse || mean.type != Type::f32 || inverse.type != Type::f32 || !per_channel(mean, x) || !per_channel(inverse, x))
        return nb::none();
    const Array scale_like = gamma;
    gamma = as_f32(gamma);
    const Layout l(x.shape);
    const Sizes row = shape_of({l.channels});
    Array dx = make(x.shape, x), dgamma = make_f32(row), dbeta = make_f32(row);
    {
        Running running(12.0 * double(x.size()));
        Buffers buffers(x.type == Type::bf16, running.threads, 4, l.buffer());
        std::vector<double> sum(l.channels), product(l.channels);
        two_sums(l, running.threads, sum.data(), product.data(), [&](int64_t at, int64_t rows, int64_t n, int me, float* s, float* q) {
            products_loop(read(g, at, n, buffers.at(me, 0)), read(x, at, n, buffers.at(me, 1)),
                          out ? read(out, at, n, buffers.at(me, 2)) : nullptr, rows, l.channels, mean.f32(), s, q);
        });
        std::vector<float> a(l.channels), b(l.channels), c0(l.channels);
        for (int64_t c = 0; c < l.channels; ++c) {
            const double inv = inverse.f32()[c], scale = inv * (gamma ? gamma.f32()[c] : 1.0f), n = double(l.rows);
            dbeta.f32()[c] = float(sum[c]);
            dgamma.f32()[c] = float(product[c] * inv);
            a[c] = float(scale);
            b[c] = float(-scale * inv * inv * product[c] / n);
            c0[c] = float(-scale * sum[c] / n);
        }
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t n, int me) {
            input_grad_loop(read(g, at, n, buffers.at(me, 0)), read(x, at, n, buffers.at(me, 1)),
                            out ? read(out, at, n, buffers.at(me, 2)) : nullptr, place(dx, at, buffers.at(me, 3)), rows,
                            l.channels, mean.f32(), a.data(), b.data(), c0.data());
            put(dx, at, n, buffers.at(me, 3));
        });
    }
    return nb::make_tuple(dx.owner, as_type(dgamma, scale_like), as_type(dbeta, scale_like));
}

nb::object scale_shift(nb::handle x_, nb::handle scale_, nb::handle shift_, nb::handle residual_, bool relu) {
    Array x, scale, shift, residual;
    if (!take_all(x_, x, scale_, scale, shift_, shift, residual_, residual) || !x || x.shape.count == 0 || !scale || !shift ||
        scale.type != Type::f32 || shift.type != Type::f32 || !per_channel(scale, x) || !per_channel(shift, x) ||
        (residual && (residual.type != x.type || !(residual.shape == x.shape))))
        return nb::none();
    const Layout l(x.shape);
    Array y = make(x.shape, x);
    {
        Running running(6.0 * double(x.size()));
        Buffers buffers(x.type == Type::bf16, running.threads, 3, l.buffer());
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t n, int me) {
            scale_loop(read(x, at, n, buffers.at(me, 0)), residual ? read(residual, at, n, buffers.at(me, 1)) : nullptr,
                       place(y, at, buffers.at(me, 2)), rows, l.channels, scale.f32(), shift.f32(), relu);
            put(y, at, n, buffers.at(me, 2));
        });
    }
    return y.owner;
}

}  // namespace badak
