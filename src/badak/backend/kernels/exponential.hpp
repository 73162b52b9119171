// e^x, once for single numbers in loops that the compiler turns into vectors, and for vectors.
#pragma once

#include <cstdint>
#include <cstring>

namespace badak {

// To the last place or two of float32, for -87.3 ≤ x ≤ 88. With x = n ln 2 + r and |r| ≤ ln 2 / 2 it is 2^n e^r (Cody and
// Waite's reduction; the polynomial is Cephes', Moshier 1989). Nothing in it branches or calls.
//   Number: float, or a vector of them;  Whole: the unsigned integer, or vector of integers, of the same size
template <class Number, class Whole>
inline __attribute__((always_inline)) Number exponential_within(Number x) {
    constexpr float magic = 12582912.0f;  // 1.5 · 2^23: adding it leaves the nearest integer in the lowest bits
    const Number shifted = x * 1.44269504f + magic, n = shifted - magic;
    const Number r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    Number y = r * 1.9875691500e-4f + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * r * r + r + 1.0f;
    Whole power, bits;
    std::memcpy(&power, &shifted, sizeof power);
    std::memcpy(&bits, &y, sizeof bits);
    bits += power << 23;
    std::memcpy(&y, &bits, sizeof y);
    return y;
}

}  // namespace badak
