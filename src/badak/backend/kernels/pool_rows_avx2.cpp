// Rows of pooling windows, compiled for AVX2.
#define ROWS_OF pool_rows_avx2
#include "pool_rows.inl"
