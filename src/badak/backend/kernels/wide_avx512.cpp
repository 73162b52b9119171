// Loops in vectors, compiled for AVX-512.
#define WIDE wide_avx512
#include "wide.inl"
