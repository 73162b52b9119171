// e^x, sigmoid and tanh of vectors. NaN stays NaN.
#pragma once
#include "vectors.inl"

namespace badak {
namespace {

typedef int32_t whole __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

// 2^n e^r with x = n ln 2 + r, |r| <= ln 2 / 2, and the series of e^r to the sixth power: two units in the last place.
INLINE vec exponential(vec x) {
    vec y = x < -87.0f ? vec{} - 87.0f : x;
    y = y > 88.0f ? vec{} + 88.0f : y;
    constexpr float magic = 12582912.0f;  // 1.5 · 2^23: adding it leaves the nearest integer in the lowest bits
    const vec shifted = y * 1.44269504f + magic, n = shifted - magic;
    const vec r = (y - n * 0.693359375f) + n * 2.12194440e-4f;
    const vec series = 1.0f + r * (1.0f + r * (0.5f + r * (1.66666667e-1f + r * (4.16666667e-2f + r * (8.33333333e-3f + r * 1.38888889e-3f)))));
    const whole power = reinterpret_cast<const whole&>(shifted) << 23;
    const whole scaled = reinterpret_cast<const whole&>(series) + power;
    return x == x ? reinterpret_cast<const vec&>(scaled) : x;
}

INLINE vec sigmoid(vec x) { return 1.0f / (1.0f + exponential(-x)); }

// A quotient of polynomials between -7.9 and 7.9, beyond which tanh is 1 to the last digit (that of Eigen's ptanh_float).
INLINE vec tangent(vec x) {
    vec y = x < -7.90531110763549805f ? vec{} - 7.90531110763549805f : x;
    y = y > 7.90531110763549805f ? vec{} + 7.90531110763549805f : y;
    const vec s = y * y;
    vec top = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
    top = top * s + -8.60467152213735e-11f;
    top = top * s + 5.12229709037114e-08f;
    top = top * s + 1.48572235717979e-05f;
    top = top * s + 6.37261928875436e-04f;
    top = top * s + 4.89352455891786e-03f;
    vec below = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
    below = below * s + 2.26843463243900e-03f;
    below = below * s + 4.89352518554385e-03f;
    return y * top / below;
}

}  // namespace
}  // namespace badak
