#include "loops.hpp"

#ifdef BADAK_X86
#include <immintrin.h>
#endif

namespace badak {

BADAK_CLONES void widen(const uint16_t* from, float* to, int64_t n) {
    auto* bits = reinterpret_cast<uint32_t*>(to);
    for (int64_t i = 0; i < n; ++i) bits[i] = uint32_t(from[i]) << 16;
}

namespace {

inline uint16_t narrow_one(uint32_t b) {
    const uint32_t rounded = (b + 0x7fff + ((b >> 16) & 1)) >> 16;
    return uint16_t((b & 0x7fffffff) > 0x7f800000 ? (b >> 16) | 0x40 : rounded);
}

void narrow_plain(const uint32_t* from, uint16_t* to, int64_t n) {
    for (int64_t i = 0; i < n; ++i) to[i] = narrow_one(from[i]);
}

#ifdef BADAK_X86
// The compiler does not find the instruction that drops half of each number by itself. (The processor's own conversion,
// where it has one, takes numbers below 1e-38 for 0.)
__attribute__((target("avx512f"))) void narrow_wide(const uint32_t* from, uint16_t* to, int64_t n) {
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512i b = _mm512_loadu_si512(from + i);
        const __m512i high = _mm512_srli_epi32(b, 16);
        const __m512i odd = _mm512_and_si512(high, _mm512_set1_epi32(1));
        const __m512i sum = _mm512_add_epi32(_mm512_add_epi32(b, _mm512_set1_epi32(0x7fff)), odd);
        const __m512i rounded = _mm512_srli_epi32(sum, 16);
        const __m512i magnitude = _mm512_and_si512(b, _mm512_set1_epi32(0x7fffffff));
        const __mmask16 nan = _mm512_cmpgt_epi32_mask(magnitude, _mm512_set1_epi32(0x7f800000));
        const __m512i out = _mm512_mask_or_epi32(rounded, nan, high, _mm512_set1_epi32(0x40));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), _mm512_cvtepi32_epi16(out));
    }
    for (; i < n; ++i) to[i] = narrow_one(from[i]);
}
#endif

}  // namespace

Array as_f32(Array a) {
    if (!a || a.type == Type::f32) return a;
    Array out = make_f32(a.shape);
    widen(a.bf16(), out.f32(), a.size());
    return out;
}

nb::object as_type(const Array& a, const Array& like) {
    if (!a) return nb::none();
    if (!like || like.type == a.type) return a.owner;
    Array out = make(a.shape, like);
    if (like.type == Type::bf16) narrow(a.f32(), out.bf16(), a.size());
    else widen(a.bf16(), out.f32(), a.size());
    return out.owner;
}

void narrow(const float* from, uint16_t* to, int64_t n) {
    const auto* bits = reinterpret_cast<const uint32_t*>(from);
#ifdef BADAK_X86
    static const bool wide = __builtin_cpu_supports("avx512f");
    if (wide) return narrow_wide(bits, to, n);
#endif
    narrow_plain(bits, to, n);
}

}  // namespace badak
