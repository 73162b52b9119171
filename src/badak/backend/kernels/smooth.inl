// e^x, sigmoid and tanh of vectors. NaN stays NaN.
#pragma once
#include "exponential.hpp"
#include "vectors.inl"

namespace badak {
namespace {

INLINE vec exponential(vec x) {
    vec y = x < -87.0f ? vec{} - 87.0f : x;
    y = y > 88.0f ? vec{} + 88.0f : y;
    y = exponential_within<vec, bits>(y);
    return x == x ? y : x;
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
