// GELU, exact and in the tanh form, and its slope: each value weighted by the share of a normal variable below it.
#include "each.hpp"
#include "maths.hpp"
#include "pointwise.hpp"

namespace badak {

namespace {

BADAK_CLONES void gelu_loop(const float* __restrict x, float* __restrict y, int64_t n) {
    for (int64_t i = 0; i < n; ++i) y[i] = x[i] * normal_at(x[i]).share;
}

BADAK_CLONES void gelu_slope_loop(const float* __restrict g, const float* __restrict x, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
        const Normal at = normal_at(x[i]);
        to[i] = g[i] * (at.share + x[i] * at.density);
    }
}

// 0.5 (1 + tanh(u)) = 1 / (1 + e^(-2u)), which keeps the digits that 1 + tanh loses; u = √(2/π) (x + 0.044715 x³)
constexpr float twice = 1.595769122f, cubic = 0.044715f;

BADAK_INLINE float limited(float x) { return x > 12.0f ? 12.0f : x < -12.0f ? -12.0f : x; }  // where the share is 0 or 1; cubes stay finite

BADAK_CLONES void gelu_tanh_loop(const float* __restrict x, float* __restrict y, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
        const float z = limited(x[i]);
        y[i] = x[i] * logistic(twice * (z + cubic * z * z * z));
    }
}

BADAK_CLONES void gelu_tanh_slope_loop(const float* __restrict g, const float* __restrict x, float* __restrict to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
        const float z = limited(x[i]), share = logistic(twice * (z + cubic * z * z * z));
        to[i] = g[i] * (share + z * share * (1.0f - share) * twice * (1.0f + 3.0f * cubic * z * z));
    }
}

}  // namespace

nb::object gelu(nb::handle x_, bool approximate) {
    Array x;
    if (!take(x_, x) || !x) return nb::none();
    return unary(x, in_blocks(approximate ? gelu_tanh_loop : gelu_loop));
}

nb::object gelu_vjp(nb::handle g_, nb::handle x_, bool approximate) {
    Array g, x;
    if (!take_all(g_, g, x_, x) || !alike(g, x)) return nb::none();
    return nb::make_tuple(binary(g, x, in_blocks(approximate ? gelu_tanh_slope_loop : gelu_slope_loop)));
}

}  // namespace badak
