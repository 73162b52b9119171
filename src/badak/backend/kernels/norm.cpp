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

// What a ReLU behind the normalisation lets through: g where (x - mean) scale + shift > 0.
#define PASSED(g, d, c) ((d) * scale[c] + shift[c] > 0.0f ? (g) : 0.0f)

// Add to s and q the sums of g and g (x - mean), of what the ReLU lets through where there is one.
BADAK_CLONES void products_loop(const float* __restrict g, const float* __restrict x, int64_t rows, int64_t channels, bool relu,
                                const float* __restrict mean, const float* __restrict scale, const float* __restrict shift,
                                float* __restrict s, float* __restrict q) {
    int64_t c = 0;
    for (; c + lanes <= channels; c += lanes) {
        float sum[lanes] = {}, product[lanes] = {};
        if (relu) {
            for (int64_t r = 0; r < rows; ++r) {
                for (int j = 0; j < lanes; ++j) {
                    const float all = g[r * channels + c + j], d = x[r * channels + c + j] - mean[c + j];
                    const float value = PASSED(all, d, c + j);
                    sum[j] += value;
                    product[j] += value * d;
                }
            }
        } else {
            for (int64_t r = 0; r < rows; ++r) {
                for (int j = 0; j < lanes; ++j) {
                    const float value = g[r * channels + c + j];
                    sum[j] += value;
                    product[j] += value * (x[r * channels + c + j] - mean[c + j]);
                }
            }
        }
        for (int j = 0; j < lanes; ++j) s[c + j] += sum[j], q[c + j] += product[j];
    }
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t j = c; j < channels; ++j) {
            const float all = g[r * channels + j], d = x[r * channels + j] - mean[j];
            const float value = relu ? PASSED(all, d, j) : all;
            s[j] += value;
            q[j] += value * d;
        }
    }
}

// Per channel numbers come repeated over a period of some hundred, so that loops are long also where channels are few.
BADAK_CLONES void normalise_loop(const float* __restrict x, float* __restrict y, int64_t n, int64_t period, const float* __restrict mean,
                                 const float* __restrict scale, const float* __restrict shift, bool relu) {
    const float floor = relu ? 0.0f : -INFINITY;
    for (int64_t at = 0; at < n; at += period) {
        const int64_t end = std::min(period, n - at);
        const float* __restrict from = x + at;
        float* __restrict to = y + at;
        for (int64_t i = 0; i < end; ++i) {
            const float value = (from[i] - mean[i]) * scale[i] + shift[i];
            to[i] = value < floor ? floor : value;
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

// dx = scale g + b (x - mean) + c, per channel
BADAK_CLONES void input_grad_loop(const float* __restrict g, const float* __restrict x, float* __restrict dx, int64_t n, int64_t period,
                                  bool relu, const float* __restrict mean, const float* __restrict scale, const float* __restrict shift,
                                  const float* __restrict b, const float* __restrict c0) {
    for (int64_t at = 0; at < n; at += period) {
        const int64_t end = std::min(period, n - at);
        const float *__restrict gr = g + at, *__restrict xr = x + at;
        float* __restrict to = dx + at;
        if (relu) {
            for (int64_t i = 0; i < end; ++i) {
                const float all = gr[i], d = xr[i] - mean[i];
                to[i] = scale[i] * PASSED(all, d, i) + b[i] * d + c0[i];
            }
        } else {
            for (int64_t i = 0; i < end; ++i) to[i] = scale[i] * gr[i] + b[i] * (xr[i] - mean[i]) + c0[i];
        }
    }
}

#undef PASSED

struct Layout {
    int64_t channels, rows, per_block, blocks;
    explicit Layout(const Sizes& shape)
        : channels(shape[shape.count - 1]), rows(shape.product(0, shape.count - 1)),
          per_block(std::max<int64_t>(1, block / std::max<int64_t>(channels, 1))),
          blocks((rows + per_block - 1) / per_block) {}
    int64_t buffer() const { return per_block * channels + gap; }
    int64_t period() const { return channels * std::max<int64_t>(1, std::min(per_block, 512 / channels)); }
    // The numbers of the channels one after the other, over a period.
    std::vector<float> repeated(const float* values) const {
        std::vector<float> out(period());
        for (int64_t i = 0; i < period(); ++i) out[i] = values[i % channels];
        return out;
    }
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
        Running running(32.0 * double(x.size()));
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
        const auto means = l.repeated(mean.f32()), scales = l.repeated(scale.data()), shifts = l.repeated(plus.data());
        over_blocks(l, running.threads, [&](int64_t at, int64_t, int64_t n, int me) {
            normalise_loop(read(x, at, n, buffers.at(me, 0)), place(y, at, buffers.at(me, 1)), n, l.period(), means.data(),
                           scales.data(), shifts.data(), relu);
            put(y, at, n, buffers.at(me, 1));
        });
    }
    return nb::make_tuple(y.owner, mean.owner, variance.owner, inverse.owner);
}

nb::object batch_norm_grad(nb::handle g_, nb::handle x_, nb::handle gamma_, nb::handle beta_, nb::handle mean_,
                           nb::handle inverse_, bool relu) {
    Array g, x, gamma, beta, mean, inverse;
    if (!take_all(g_, g, x_, x, gamma_, gamma, beta_, beta, mean_, mean, inverse_, inverse) || !g || !x || g.type != x.type ||
        x.shape.count == 0 || !(g.shape == x.shape) || !per_channel(gamma, x) || !per_channel(beta, x) || !mean || !inverse ||
        mean.type != Type::f32 || inverse.type != Type::f32 || !per_channel(mean, x) || !per_channel(inverse, x))
        return nb::none();
    const Array like = gamma;
    gamma = as_f32(gamma), beta = as_f32(beta);
    const Layout l(x.shape);
    const Sizes row = shape_of({l.channels});
    Array dx = make(x.shape, x), dgamma = make_f32(row), dbeta = make_f32(row);
    {
        Running running(40.0 * double(x.size()));
        Buffers buffers(x.type == Type::bf16, running.threads, 3, l.buffer());
        std::vector<double> sum(l.channels), product(l.channels);
        std::vector<float> scale(l.channels), shift(l.channels), b(l.channels), c0(l.channels);
        for (int64_t c = 0; c < l.channels; ++c) {
            scale[c] = inverse.f32()[c] * (gamma ? gamma.f32()[c] : 1.0f);
            shift[c] = beta ? beta.f32()[c] : 0.0f;
        }
        two_sums(l, running.threads, sum.data(), product.data(), [&](int64_t at, int64_t rows, int64_t n, int me, float* s, float* q) {
            products_loop(read(g, at, n, buffers.at(me, 0)), read(x, at, n, buffers.at(me, 1)), rows, l.channels, relu,
                          mean.f32(), scale.data(), shift.data(), s, q);
        });
        for (int64_t c = 0; c < l.channels; ++c) {
            const double inv = inverse.f32()[c], n = double(l.rows);
            dbeta.f32()[c] = float(sum[c]);
            dgamma.f32()[c] = float(product[c] * inv);
            b[c] = float(-double(scale[c]) * inv * inv * product[c] / n);
            c0[c] = float(-double(scale[c]) * sum[c] / n);
        }
        const auto means = l.repeated(mean.f32()), scales = l.repeated(scale.data()), shifts = l.repeated(shift.data());
        const auto slopes = l.repeated(b.data()), rests = l.repeated(c0.data());
        over_blocks(l, running.threads, [&](int64_t at, int64_t, int64_t n, int me) {
            input_grad_loop(read(g, at, n, buffers.at(me, 0)), read(x, at, n, buffers.at(me, 1)),
                            place(dx, at, buffers.at(me, 2)), n, l.period(), relu, means.data(), scales.data(), shifts.data(),
                            slopes.data(), rests.data());
            put(dx, at, n, buffers.at(me, 2));
        });
    }
    return nb::make_tuple(dx.owner, as_type(dgamma, like), as_type(dbeta, like));
}

nb::object scale_shift(nb::handle x_, nb::handle scale_, nb::handle shift_, nb::handle residual_, bool relu) {
    Array x, scale, shift, residual;
    if (!take_all(x_, x, scale_, scale, shift_, shift, residual_, residual) || !x || x.shape.count == 0 || !scale || !shift ||
        !per_channel(scale, x) || !per_channel(shift, x) ||
        (residual && (residual.type != x.type || !(residual.shape == x.shape))))
        return nb::none();
    scale = as_f32(scale), shift = as_f32(shift);
    const Layout l(x.shape);
    Array y = make(x.shape, x);
    {
        Running running(24.0 * double(x.size()));
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
