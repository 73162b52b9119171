// Vectors of LANES numbers in registers, float32 in any case: bfloat16 is widened as it is loaded and rounded as it is stored.
// A file may set LANES before; 16 fill a register of AVX-512, and the compiler splits them where registers are shorter.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef __AVX512BF16__
#include <immintrin.h>
#endif

#ifndef LANES
#define LANES 16
#endif

// Short loops over registers: nothing of them may stay in memory.
#define UNROLL _Pragma("GCC unroll 24")
#define INLINE inline __attribute__((always_inline))

namespace badak {
namespace {

// For which instructions this file is compiled.
constexpr const char* compiled_for =
#if defined(__AVX512BF16__)
    "avx512_bf16";
#elif defined(__AVX512F__)
    "avx512";
#elif defined(__AVX2__)
    "avx2";
#else
    "base";
#endif

// They may lie anywhere in memory, so the types of intrinsics, which ask for whole lines, are only reached by value: (__m512)v.
typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef uint32_t bits __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef uint16_t halves __attribute__((vector_size(2 * LANES), aligned(2), may_alias));

INLINE vec load(const float* p) { return *reinterpret_cast<const vec*>(p); }
INLINE void store(float* p, vec v) { *reinterpret_cast<vec*>(p) = v; }

// bfloat16 is the upper half of a float32; storing rounds to nearest, ties to even, and keeps NaN one.
INLINE vec load(const uint16_t* p) {
    const bits b = __builtin_convertvector(*reinterpret_cast<const halves*>(p), bits) << 16;
    return reinterpret_cast<const vec&>(b);
}
#if defined(__AVX512BF16__) && LANES == 16
INLINE void store(uint16_t* p, vec v) {  // the processor's own way, which takes numbers below 1e-38 for 0
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), (__m256i)_mm512_cvtneps_pbh((__m512)v));
}
#else
INLINE void store(uint16_t* p, vec v) {
    const bits b = reinterpret_cast<const bits&>(v);
    const bits rounded = (b + 0x7fff + ((b >> 16) & 1)) >> 16, quiet = (b >> 16) | 0x40;
    *reinterpret_cast<halves*>(p) = __builtin_convertvector(v != v ? quiet : rounded, halves);
}
#endif

// The first n of LANES numbers; the others are 0, or left alone.
template <class T>
INLINE vec load_some(const T* p, int64_t n) {
    T whole[LANES] = {};
    std::memcpy(whole, p, size_t(n) * sizeof(T));
    return load(whole);
}
template <class T>
INLINE void store_some(T* p, vec v, int64_t n) {
    T whole[LANES];
    store(whole, v);
    std::memcpy(p, whole, size_t(n) * sizeof(T));
}

}  // namespace
}  // namespace badak
