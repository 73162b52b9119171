// Functions of single numbers that compilers can turn into vectors: nothing in them branches or calls.
#pragma once

#include "exponential.hpp"
#include "loops.hpp"

namespace badak {

// e^x for x ≤ 0.
BADAK_INLINE float exponential(float x) {
    return exponential_within<float, uint32_t>(x > -87.33654f ? x : -87.33654f);  // NaN too: it has no place among integers
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
