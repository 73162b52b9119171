// Loops in vectors, compiled for AVX2.
#define WIDE wide_avx2
#include "wide.inl"
