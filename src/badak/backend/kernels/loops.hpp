// Plain loops over float32, compiled for several instruction sets and chosen when the module is loaded; and how bfloat16 is read and written, by way of blocks of float32 that stay in the first-level cache.
#pragma once

#include <algorithm>
#include <cmath>

#include "array.hpp"
#include "share.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define BADAK_X86 1
#endif
// Levels of instructions are asked for by what they need, not by the name of a processor ("arch=haswell"): such a clone runs on
// that one processor and on no newer one.
#if defined(BADAK_X86) && !defined(__clang__) && __GNUC__ >= 12
#define BADAK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#elif defined(BADAK_X86) && !defined(__clang__)
#define BADAK_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BADAK_CLONES
#endif

// What a cloned loop calls: without this GCC would not put a function for any processor into a loop for one, and call it for
// each number.
#if defined(__GNUC__)
#define BADAK_INLINE inline __attribute__((always_inline))
#else
#define BADAK_INLINE inline
#endif

namespace badak {

void widen(const uint16_t* from, float* to, int64_t n);
void narrow(const float* from, uint16_t* to, int64_t n);  // rounds to nearest, ties to even; NaN stays NaN

constexpr int64_t block = 2048;  // floats: four such buffers fit the first-level cache
// Buffers are a little longer: at distances of whole pages a processor takes a load for one of the bytes just stored elsewhere
// and waits (three times as long, measured).
constexpr int64_t gap = 48;

// A stretch of an array as float32: in place, or widened into the buffer.
inline const float* read(const Array& a, int64_t offset, int64_t n, float* buffer) {
    if (a.type == Type::f32) return a.f32() + offset;
    widen(a.bf16() + offset, buffer, n);
    return buffer;
}

// A short vector (a bias, a scale) as float32, copied where it is bfloat16; and an array in the number type of another, by
// which gradients get the type of what they belong to. Both make Python objects, so they are called with the GIL held.
Array as_f32(Array a);
nb::object as_type(const Array& a, const Array& like);

// Where to write a stretch, and putting it there afterwards.
inline float* place(const Array& a, int64_t offset, float* buffer) { return a.type == Type::f32 ? a.f32() + offset : buffer; }
inline void put(const Array& a, int64_t offset, int64_t n, const float* buffer) {
    if (a.type == Type::bf16) narrow(buffer, a.bf16() + offset, n);
}

// Call body with the data of an array as they are stored; those of another one of the same number type.
template <class Body>
void typed(const Array& x, Body body) {
    if (x.type == Type::f32) body(static_cast<float*>(x.data));
    else body(static_cast<uint16_t*>(x.data));
}
template <class T>
T* same(const T*, const Array& a) { return static_cast<T*>(a.data); }

}  // namespace badak
