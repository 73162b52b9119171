// Functions of single numbers that compilers can turn into vectors: nothing in them branches or calls.
#pragma once

#include "loops.hpp"

namespace badak {

// e^x to the last place or two of float32 for x ≤ 0, with nothing in it that stops a compiler from using vectors:
// 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2] (Cody and Waite's reduction; the coefficients are Cephes', Moshier 1989).
BADAK_INLINE float exponential(float x) {
    x = x > -87.33654f ? x : -87.33654f;  // NaN too: it has no place among integers
    const float n = std::floor(x * 1.44269504f + 0.5f);
    const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * r * r + r + 1.0f;
    const int32_t power = (int32_t(n) + 127) << 23;
    float factor;
    __builtin_memcpy(&factor, &power, 4);
    return y * factor;
}

// A normal variable at x: the share of it below x, and its density there.
struct Normal {
    float share, density;
};

// The share is e^(-s²) Q((s - 3)/(s + 3)) / 2 with s = |x|/√2, or 1 minus that: Q is a fit to e^(s²) erfc(s) on 0 … 10, whose
// largest relative error is 4e-7, so that the far left keeps its digits too.
BADAK_INLINE Normal normal_at(float x) {
    const float size = std::fabs(x) * 0.707106781f;
    const bool near = size < 9.3f;  // beyond, e^(-s²) is below what float32 holds; NaN is not near, and stays NaN in products
    const float s = near ? size : 9.3f;
    const float e = near ? exponential(-s * s) : 0.0f;
    const float t = (s - 3.0f) / (s + 3.0f);
    float q = -6.899534492e-05f;
    q = q * t + -5.894493661e-04f;
    q = q * t + 7.903670194e-04f;
    q = q * t + 4.280877765e-03f;
    q = q * t + -2.441491373e-02f;
    q = q * t + 7.166279852e-02f;
    q = q * t + -1.501134485e-01f;
    q = q * t + 2.456039637e-01f;
    q = q * t + -3.262336254e-01f;
    q = q * t + 1.790011525e-01f;
    const float tail = 0.5f * e * q;
    return {x > 0.0f ? 1.0f - tail : tail, 0.398942280f * e};
}

// 1 / (1 + e^(-x))
BADAK_INLINE float logistic(float x) {
    const float size = std::fabs(x), e = size < 87.0f ? exponential(-size) : 0.0f, above = x > 0.0f ? 1.0f : e;
    return above / (1.0f + e);
}

}  // namespace badak
