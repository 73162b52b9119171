// Rows of pooling windows, compiled for AVX-512.
#define ROWS_OF pool_rows_avx512
#include "pool_rows.inl"
