// Batch normalisation over channels last, in two passes over memory forward and two backward, ReLU included.
#include "norm.hpp"

#include "engine.hpp"
#include "channels.hpp"

namespace badak {

namespace {

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
            wide_loops(values).moments(values + at, rows, columns, shifts.data(), s, s + apart);
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
            wide_loops(values).normalise(values + at, same(values, y) + at, rows, columns, relu, {means.data(), scales.data(), pluses.data()});
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
            wide_loops(values).products(gradient + at, values + at, rows, columns, relu, of, s, s + apart);
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
            wide_loops(values).input_grad(gradient + at, values + at, same(values, dx) + at, rows, columns, relu, of, slopes.data(), rests.data());
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
            wide_loops(values).scaled(values + at, residual ? same(values, residual) + at : nullptr, same(values, y) + at, rows, columns, relu,
                        scales.data(), shifts.data());
        });
    });
    return y.owner;
}

}  // namespace badak
