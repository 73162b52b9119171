// Batch normalisation over channels last, in two passes over memory forward and two backward, ReLU included.
#include "norm.hpp"

#include "engine.hpp"
#include "channels.hpp"

namespace badak {

namespace {

// d and d², d = x - shift; shifting keeps the digits of a mean far from 0.
template <int W, bool whole, class T>
INLINE void moments_of(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q, int64_t some) {
    vec sum[W] = {}, square[W] = {}, from[W];
    UNROLL
    for (int w = 0; w < W; ++w) from[w] = get<whole>(shift + w * LANES, some);
    for (int64_t r = 0; r < rows; ++r, x += columns) {
        UNROLL
        for (int w = 0; w < W; ++w) {
            const vec d = get<whole>(x + w * LANES, some) - from[w];
            sum[w] += d;
            square[w] += d * d;
        }
    }
    for (int w = 0; w < W; ++w) add_to(s + w * LANES, sum[w], some), add_to(q + w * LANES, square[w], some);
}

template <class T>
INLINE void moments(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q) {
#define PART(W, whole, some) moments_of<W, whole>(x + c, rows, columns, shift + c, s + c, q + c, some)
    OVER_COLUMNS(PART)
#undef PART
}

// What channels have: their mean, and the scale and shift of (x - mean) scale + shift.
struct Channels {
    const float *mean, *scale, *shift;
    INLINE Channels from(int64_t c) const { return {mean + c, scale + c, shift + c}; }
};

// What a ReLU behind the normalisation lets through: g where (x - mean) scale + shift > 0.
template <bool relu>
INLINE vec passed(vec g, vec d, vec scale, vec shift) {
    if constexpr (relu) return d * scale + shift > 0.0f ? g : vec{};
    else return g;
}

// The sums of g and g (x - mean), of what the ReLU lets through.
template <bool relu, int W, bool whole, class T>
INLINE void products_of(const T* g, const T* x, int64_t rows, int64_t columns, Channels of, double* s, double* q, int64_t some) {
    vec sum[W] = {}, product[W] = {}, mean[W], scale[W], shift[W];
    UNROLL
    for (int w = 0; w < W; ++w) {
        mean[w] = get<whole>(of.mean + w * LANES, some);
        scale[w] = get<whole>(of.scale + w * LANES, some);
        shift[w] = get<whole>(of.shift + w * LANES, some);
    }
    for (int64_t r = 0; r < rows; ++r, x += columns, g += columns) {
        UNROLL
        for (int w = 0; w < W; ++w) {
            const vec d = get<whole>(x + w * LANES, some) - mean[w];
            const vec value = passed<relu>(get<whole>(g + w * LANES, some), d, scale[w], shift[w]);
            sum[w] += value;
            product[w] += value * d;
        }
    }
    for (int w = 0; w < W; ++w) add_to(s + w * LANES, sum[w], some), add_to(q + w * LANES, product[w], some);
}

template <class T>
INLINE void products(const T* g, const T* x, int64_t rows, int64_t columns, bool relu, Channels of, double* s, double* q) {
#define PART(W, whole, some)                                                                              \
    (relu ? products_of<true, W, whole>(g + c, x + c, rows, columns, of.from(c), s + c, q + c, some)      \
          : products_of<false, W, whole>(g + c, x + c, rows, columns, of.from(c), s + c, q + c, some))
    OVER_COLUMNS(PART)
#undef PART
}

template <bool relu, class T>
INLINE void normalise(const T* x, T* y, int64_t rows, int64_t columns, Channels of) {
#define PART(whole, some)                                                                                                    \
    do {                                                                                                                     \
        const vec d = get<whole>(x + at, some) - get<whole>(of.mean + c, some);                                              \
        const vec value = d * get<whole>(of.scale + c, some) + get<whole>(of.shift + c, some);                               \
        give<whole>(y + at, relu ? (value < 0.0f ? vec{} : value) : value, some);                                       \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// y = x scale + shift (+ more)
template <bool relu, bool plus, class T>
INLINE void scaled(const T* x, const T* more, T* y, int64_t rows, int64_t columns, const float* scale, const float* shift) {
#define PART(whole, some)                                                                                              \
    do {                                                                                                               \
        vec value = get<whole>(x + at, some) * get<whole>(scale + c, some) + get<whole>(shift + c, some);              \
        if constexpr (plus) value += get<whole>(more + at, some);                                                      \
        if constexpr (relu) value = value < 0.0f ? vec{} : value;                                                      \
        give<whole>(y + at, value, some);                                                                              \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// dx = scale g + b (x - mean) + c0, per channel
template <bool relu, class T>
INLINE void input_grad(const T* g, const T* x, T* dx, int64_t rows, int64_t columns, Channels of, const float* b, const float* c0) {
#define PART(whole, some)                                                                                                   \
    do {                                                                                                                    \
        const vec d = get<whole>(x + at, some) - get<whole>(of.mean + c, some), scale = get<whole>(of.scale + c, some);     \
        const vec value = passed<relu>(get<whole>(g + at, some), d, scale, get<whole>(of.shift + c, some));                 \
        give<whole>(dx + at, scale * value + get<whole>(b + c, some) * d + get<whole>(c0 + c, some), some);                 \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// The loops, compiled for each number type and for several levels of instructions.
#define LOOPS(T)                                                                                                                  \
    BADAK_CLONES void moments_loop(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q) {         \
        moments(x, rows, columns, shift, s, q);                                                                                   \
    }                                                                                                                             \
    BADAK_CLONES void products_loop(const T* g, const T* x, int64_t rows, int64_t columns, bool relu, Channels of, double* s,     \
                                    double* q) {                                                                                  \
        products(g, x, rows, columns, relu, of, s, q);                                                                            \
    }                                                                                                                             \
    BADAK_CLONES void normalise_loop(const T* x, T* y, int64_t rows, int64_t columns, bool relu, Channels of) {                   \
        relu ? normalise<true>(x, y, rows, columns, of) : normalise<false>(x, y, rows, columns, of);                              \
    }                                                                                                                             \
    BADAK_CLONES void scaled_loop(const T* x, const T* more, T* y, int64_t rows, int64_t columns, bool relu, const float* scale,  \
                                  const float* shift) {                                                                           \
        if (more) relu ? scaled<true, true>(x, more, y, rows, columns, scale, shift)                                              \
                       : scaled<false, true>(x, more, y, rows, columns, scale, shift);                                            \
        else relu ? scaled<true, false>(x, more, y, rows, columns, scale, shift)                                                  \
                  : scaled<false, false>(x, more, y, rows, columns, scale, shift);                                                \
    }                                                                                                                             \
    BADAK_CLONES void input_grad_loop(const T* g, const T* x, T* dx, int64_t rows, int64_t columns, bool relu, Channels of,       \
                                      const float* b, const float* c0) {                                                          \
        relu ? input_grad<true>(g, x, dx, rows, columns, of, b, c0) : input_grad<false>(g, x, dx, rows, columns, of, b, c0);      \
    }
FOR_BOTH_TYPES(LOOPS)
#undef LOOPS

inline void first_row(const float* x, int64_t n, float* to) { std::copy(x, x + n, to); }
inline void first_row(const uint16_t* x, int64_t n, float* to) { widen(x, to, n); }

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
    typed(x, [&](auto* values) {
        Running running(32.0 * double(x.size()));
        std::vector<float> shift(l.channels), scale(l.channels), plus(l.channels);
        first_row(values, l.channels, shift.data());  // near enough to the mean
        const auto shifts = l.repeated(shift.data());
        const auto sums = channel_sums(l, running.threads, 2, [&](int64_t at, int64_t rows, int64_t columns, double* s, int64_t apart) {
            moments_loop(values + at, rows, columns, shifts.data(), s, s + apart);
        });
        const double *sum = sums.data(), *square = sum + l.channels;
        for (int64_t c = 0; c < l.channels; ++c) {
            const double m = sum[c] / l.rows(), v = std::max(square[c] / l.rows() - m * m, 0.0);
            mean.f32()[c] = float(shift[c] + m);
            variance.f32()[c] = std::isfinite(square[c]) ? float(v) : NAN;
            inverse.f32()[c] = 1.0f / std::sqrt(variance.f32()[c] + float(epsilon));
            scale[c] = inverse.f32()[c] * (gamma ? gamma.f32()[c] : 1.0f);
            plus[c] = beta ? beta.f32()[c] : 0.0f;
        }
        const auto means = l.repeated(mean.f32()), scales = l.repeated(scale.data()), pluses = l.repeated(plus.data());
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t columns, int) {
            normalise_loop(values + at, same(values, y) + at, rows, columns, relu, {means.data(), scales.data(), pluses.data()});
        });
    });
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
    typed(x, [&](auto* values) {
        Running running(40.0 * double(x.size()));
        const auto* gradient = same(values, g);
        std::vector<float> scale(l.channels), shift(l.channels), b(l.channels), c0(l.channels);
        for (int64_t c = 0; c < l.channels; ++c) {
            scale[c] = inverse.f32()[c] * (gamma ? gamma.f32()[c] : 1.0f);
            shift[c] = beta ? beta.f32()[c] : 0.0f;
        }
        const auto means = l.repeated(mean.f32()), scales = l.repeated(scale.data()), shifts = l.repeated(shift.data());
        const Channels of{means.data(), scales.data(), shifts.data()};
        const auto sums = channel_sums(l, running.threads, 2, [&](int64_t at, int64_t rows, int64_t columns, double* s, int64_t apart) {
            products_loop(gradient + at, values + at, rows, columns, relu, of, s, s + apart);
        });
        const double *sum = sums.data(), *product = sum + l.channels;
        for (int64_t c = 0; c < l.channels; ++c) {
            const double inv = inverse.f32()[c];
            dbeta.f32()[c] = float(sum[c]);
            dgamma.f32()[c] = float(product[c] * inv);
            b[c] = float(-double(scale[c]) * inv * inv * product[c] / l.rows());
            c0[c] = float(-double(scale[c]) * sum[c] / l.rows());
        }
        const auto slopes = l.repeated(b.data()), rests = l.repeated(c0.data());
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t columns, int) {
            input_grad_loop(gradient + at, values + at, same(values, dx) + at, rows, columns, relu, of, slopes.data(), rests.data());
        });
    });
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
    typed(x, [&](auto* values) {
        Running running(24.0 * double(x.size()));
        const auto scales = l.repeated(scale.f32()), shifts = l.repeated(shift.f32());
        over_blocks(l, running.threads, [&](int64_t at, int64_t rows, int64_t columns, int) {
            scaled_loop(values + at, residual ? same(values, residual) + at : nullptr, same(values, y) + at, rows, columns, relu,
                        scales.data(), shifts.data());
        });
    });
    return y.owner;
}

}  // namespace badak
