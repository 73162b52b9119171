// The body of winograd_avx512.cpp and winograd_avx2.cpp, which say how wide a vector is (LANES) and how many rows of a matrix
// product are kept in registers (ROWS).
#include <algorithm>
#include <cstring>

#include "share.hpp"
#include "vectors.inl"
#include "winograd.hpp"

namespace badak {
namespace {

constexpr int points = 36;
constexpr int64_t block_tiles = 4 * ROWS;  // tiles that are worked on together, in the second-level cache

// One direction of Bᵀ d B, G w Gᵀ, Aᵀ m A and A g Aᵀ; the second direction is the same on the other axis. The points are 0, ±a,
// ±b and infinity with a = 2/3 and b = 1/a, which keeps numbers near the size of the data: a quarter of the rounding error of
// the usual 0, ±1, ±2 for the same work (points of this kind: Alam et al. 2022, arXiv 2201.10369). The rows of A at ±a and ±b
// are divided by a and b, those of G multiplied.
constexpr float pa = 2.0f / 3, pb = 3.0f / 2, pa2 = pa * pa, pb2 = pb * pb, ps = pa2 + pb2;
constexpr float ka = 1 / (2 * pa * (pa2 - pb2)), kb = 1 / (2 * pb * (pb2 - pa2));

INLINE void input_points(const vec* d, vec* v) {
    const vec even = d[4] - pb2 * d[2], odd = pa * d[3] - pb * d[1], far = d[4] - pa2 * d[2], tilt = pb * d[3] - pa * d[1];
    v[0] = d[0] - ps * d[2] + d[4];
    v[1] = even + odd;
    v[2] = even - odd;
    v[3] = far + tilt;
    v[4] = far - tilt;
    v[5] = d[1] - ps * d[3] + d[5];
}

INLINE void kernel_points(const vec* w, vec* u) {
    const vec even = ka * w[0] + (ka * pa2) * w[2], odd = (ka * pa) * w[1];
    const vec far = kb * w[0] + (kb * pb2) * w[2], tilt = (kb * pb) * w[1];
    u[0] = w[0];
    u[1] = even + odd;
    u[2] = even - odd;
    u[3] = far + tilt;
    u[4] = far - tilt;
    u[5] = w[2];
}

INLINE void output_points(const vec* m, vec* y) {
    const vec even = m[1] + m[2], odd = m[1] - m[2], far = m[3] + m[4], tilt = m[3] - m[4];
    y[0] = m[0] + pb * even + pa * far;
    y[1] = odd + tilt;
    y[2] = pa * even + pb * far;
    y[3] = m[5] + pa2 * odd + pb2 * tilt;
}

INLINE void grad_points(const vec* g, vec* m) {  // the transpose of output_points
    const vec even = pb * g[0] + pa * g[2], odd = g[1] + pa2 * g[3], far = pa * g[0] + pb * g[2], tilt = g[1] + pb2 * g[3];
    m[0] = g[0];
    m[1] = even + odd;
    m[2] = even - odd;
    m[3] = far + tilt;
    m[4] = far - tilt;
    m[5] = g[3];
}

INLINE void kernel_back(const vec* u, vec* w) {  // the transpose of kernel_points
    const vec even = u[1] + u[2], odd = u[1] - u[2], far = u[3] + u[4], tilt = u[3] - u[4];
    w[0] = u[0] + ka * even + kb * far;
    w[1] = (ka * pa) * odd + (kb * pb) * tilt;
    w[2] = u[5] + (ka * pa2) * even + (kb * pb2) * far;
}

struct Tile {
    int64_t sample, row, column;  // of the first output
};

INLINE Tile tile_at(const WinogradProblem& p, int64_t number) {
    const int64_t columns = p.tile_columns(), each = p.tile_rows() * columns;
    return {number / each, number % each / columns * 4, number % columns * 4};
}

// Take 6×6 inputs of a tile to the points in one direction: half[i][j], at channels c and on.
template <class T>
INLINE void input_half(const WinogradProblem& p, const T* x, Tile t, int64_t c, vec half[6][6]) {
    const int64_t top = t.row - p.above, left = t.column - p.left;
    const bool inside = top >= 0 && left >= 0 && top + 6 <= p.height && left + 6 <= p.width;
    const T* base = x + ((t.sample * p.height + top) * p.width + left) * p.channels + c;
    UNROLL
    for (int j = 0; j < 6; ++j) {
        vec d[6], out[6];
        if (inside) {
            UNROLL
            for (int i = 0; i < 6; ++i) d[i] = load(base + (i * p.width + j) * p.channels);
        } else {
            const bool there = left + j >= 0 && left + j < p.width;
            UNROLL
            for (int i = 0; i < 6; ++i)
                d[i] = there && top + i >= 0 && top + i < p.height ? load(base + (i * p.width + j) * p.channels) : vec{};
        }
        input_points(d, out);
        UNROLL
        for (int i = 0; i < 6; ++i) half[i][j] = out[i];
    }
}

// The points of a tile: v[point * stride].
template <class T>
void take_input(const WinogradProblem& p, const T* x, Tile t, float* v, int64_t stride) {
    for (int64_t c = 0; c < p.channels; c += LANES) {
        vec half[6][6];
        input_half(p, x, t, c, half);
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec out[6];
            input_points(half[i], out);
            UNROLL
            for (int j = 0; j < 6; ++j) store(v + (i * 6 + j) * stride + c, out[j]);
        }
    }
}

template <class T>
void give_output(const WinogradProblem& p, const float* m, int64_t stride, Tile t, T* y, const WinogradFinish& f) {
    const int64_t rows = std::min<int64_t>(4, p.out_height - t.row), columns = std::min<int64_t>(4, p.out_width - t.column);
    T* base = y + ((t.sample * p.out_height + t.row) * p.out_width + t.column) * p.filters;
    for (int64_t k = 0; k < p.filters; k += LANES) {
        vec half[4][6];
        UNROLL
        for (int j = 0; j < 6; ++j) {
            vec in[6], out[4];
            UNROLL
            for (int i = 0; i < 6; ++i) in[i] = load(m + (i * 6 + j) * stride + k);
            output_points(in, out);
            UNROLL
            for (int i = 0; i < 4; ++i) half[i][j] = out[i];
        }
        const vec scale = f.scale ? load(f.scale + k) : vec{} + 1.0f, shift = f.shift ? load(f.shift + k) : vec{};
        for (int i = 0; i < rows; ++i) {
            vec out[4];
            output_points(half[i], out);
            for (int j = 0; j < columns; ++j) {
                vec value = out[j] * scale + shift;
                if (f.relu) value = value < 0.0f ? vec{} : value;
                store(base + (i * p.out_width + j) * p.filters + k, value);
            }
        }
    }
}

template <class T>
INLINE void grad_half(const WinogradProblem& p, const T* g, Tile t, int64_t k, vec half[6][4]) {
    const int64_t rows = std::min<int64_t>(4, p.out_height - t.row), columns = std::min<int64_t>(4, p.out_width - t.column);
    const T* base = g + ((t.sample * p.out_height + t.row) * p.out_width + t.column) * p.filters + k;
    UNROLL
    for (int j = 0; j < 4; ++j) {
        vec in[4], out[6];
        UNROLL
        for (int i = 0; i < 4; ++i) in[i] = i < rows && j < columns ? load(base + (i * p.out_width + j) * p.filters) : vec{};
        grad_points(in, out);
        UNROLL
        for (int i = 0; i < 6; ++i) half[i][j] = out[i];
    }
}

template <class T>
void take_grad(const WinogradProblem& p, const T* g, Tile t, float* m, int64_t stride) {
    for (int64_t k = 0; k < p.filters; k += LANES) {
        vec half[6][4];
        grad_half(p, g, t, k, half);
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec out[6];
            grad_points(half[i], out);
            UNROLL
            for (int j = 0; j < 6; ++j) store(m + (i * 6 + j) * stride + k, out[j]);
        }
    }
}

#ifdef __AVX512BF16__
// Two tiles side by side in 16 bits, as the instruction wants them that multiplies pairs and adds up in 32: each channel's number
// of the first tile next to that of the second, in the place of one float32.
INLINE void store_pairs(float* to, vec first, vec second) {
    const __m512i interleaved = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4,
                                                 19, 3, 18, 2, 17, 1, 16, 0);
    const __m512bh both = _mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi16(interleaved, (__m512i)both));
}

void take_input_pair(const WinogradProblem& p, const uint16_t* x, Tile t, Tile u, bool two, float* v, int64_t stride) {
    for (int64_t c = 0; c < p.channels; c += LANES) {
        vec first[6][6], second[6][6] = {};
        input_half(p, x, t, c, first);
        if (two) input_half(p, x, u, c, second);
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec a[6], b[6];
            input_points(first[i], a);
            input_points(second[i], b);
            UNROLL
            for (int j = 0; j < 6; ++j) store_pairs(v + (i * 6 + j) * stride + c, a[j], b[j]);
        }
    }
}

void take_grad_pair(const WinogradProblem& p, const uint16_t* g, Tile t, Tile u, bool two, float* m, int64_t stride) {
    for (int64_t k = 0; k < p.filters; k += LANES) {
        vec first[6][4], second[6][4] = {};
        grad_half(p, g, t, k, first);
        if (two) grad_half(p, g, u, k, second);
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec a[6], b[6];
            grad_points(first[i], a);
            grad_points(second[i], b);
            UNROLL
            for (int j = 0; j < 6; ++j) store_pairs(m + (i * 6 + j) * stride + k, a[j], b[j]);
        }
    }
}
#endif

// Ask for the lines of a 4×4 piece of an array before they are needed; pieces are too short for the processor to guess them.
template <bool to_write, class T>
INLINE void fetch_ahead(const T* array, int64_t height, int64_t width, int64_t channels, Tile t) {
    const int64_t columns = std::min<int64_t>(4, width - t.column) * channels;
    for (int64_t i = 0; i < std::min<int64_t>(4, height - t.row); ++i) {
        const T* line = array + ((t.sample * height + t.row + i) * width + t.column) * channels;
        for (int64_t c = 0; c < columns; c += int64_t(64 / sizeof(T))) __builtin_prefetch(line + c, to_write, 2);
    }
}

// u[point][channel][filter]
void take_kernel(const WinogradProblem& p, const float* w, bool turned, int64_t c, float* u) {
    const int64_t stride = p.channels * p.filters;
    for (int64_t k = 0; k < p.filters; k += LANES) {
        vec half[6][3];
        UNROLL
        for (int j = 0; j < 3; ++j) {
            vec in[3], out[6];
            UNROLL
            for (int i = 0; i < 3; ++i) {
                if (turned) {  // w[2 - i][2 - j][filter][channel]: gathered
                    const float* from = w + ((2 - i) * 3 + 2 - j) * stride + c;
                    for (int l = 0; l < LANES; ++l) in[i][l] = from[(k + l) * p.channels];
                } else {
                    in[i] = load(w + (i * 3 + j) * stride + c * p.filters + k);
                }
            }
            kernel_points(in, out);
            UNROLL
            for (int i = 0; i < 6; ++i) half[i][j] = out[i];
        }
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec out[6];
            kernel_points(half[i], out);
            UNROLL
            for (int j = 0; j < 6; ++j) store(u + (i * 6 + j) * stride + c * p.filters + k, out[j]);
        }
    }
}

int64_t rounded(int64_t n) { return (n + 15) / 16 * 16; }
// One line of the cache more than needed, so that the points of a tile do not all fall into the same set.
int64_t point_stride(int64_t channels) { return block_tiles * channels + 16; }
int64_t per_thread(const WinogradProblem& p) { return rounded(points * (point_stride(p.channels) + point_stride(p.filters))); }
int64_t kernel_size(const WinogradProblem& p) { return rounded(points * p.channels * p.filters); }

size_t scratch_bytes(const WinogradProblem& p) {
    return sizeof(float) * size_t(kernel_size(p) * p.threads + p.threads * per_thread(p));
}

template <class T>
void convolve(const WinogradProblem& p, const T* x, const float* w, bool turned, T* y, const WinogradFinish& finish, char* scratch) {
    float* u = reinterpret_cast<float*>(scratch);
    float* buffers = u + kernel_size(p);
    const int64_t u_stride = p.channels * p.filters, v_stride = point_stride(p.channels), m_stride = point_stride(p.filters);
    share(p.channels, p.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t c = begin; c < end; ++c) take_kernel(p, w, turned, c, u);
    });
    const int64_t blocks = (p.tiles() + block_tiles - 1) / block_tiles;
    share(blocks, p.threads, [&](int64_t begin, int64_t end, int me) {
        float* v = buffers + me * per_thread(p);
        float* m = v + points * v_stride;
        for (int64_t b = begin; b < end; ++b) {
            const int64_t first = b * block_tiles, count = std::min(block_tiles, p.tiles() - first);
            for (int64_t t = 0; t < count; ++t) take_input(p, x, tile_at(p, first + t), v + t * p.channels, v_stride);
            for (int i = 0; i < points; ++i) {
                for (int64_t t = count * i / points; t < count * (i + 1) / points; ++t) {
                    fetch_ahead<true>(y, p.out_height, p.out_width, p.filters, tile_at(p, first + t));
                    if (first + block_tiles + t < p.tiles())
                        fetch_ahead<false>(x, p.height, p.width, p.channels, tile_at(p, first + block_tiles + t));
                }
                product(v + i * v_stride, p.channels, 1, u + i * u_stride, p.filters, m + i * m_stride, p.filters, count, p.filters,
                        p.channels, false);
            }
            for (int64_t t = 0; t < count; ++t) give_output(p, m + t * p.filters, m_stride, tile_at(p, first + t), y, finish);
        }
    });
}

template <class T>
void kernel_grad(const WinogradProblem& p, const T* x, const T* g, float* dw, char* scratch) {
    float* sums = reinterpret_cast<float*>(scratch);
    float* buffers = sums + p.threads * kernel_size(p);
    const int64_t u_stride = p.channels * p.filters, v_stride = point_stride(p.channels), m_stride = point_stride(p.filters);
    const int64_t blocks = (p.tiles() + block_tiles - 1) / block_tiles;
#ifdef __AVX512BF16__
    constexpr bool in_pairs = sizeof(T) == 2;  // see docs/design/0004: rounding the points adds 1 % of noise to a gradient
#else
    constexpr bool in_pairs = false;
#endif
    share(p.threads, p.threads, [&](int64_t begin, int64_t end, int) {
        std::memset(sums + begin * kernel_size(p), 0, sizeof(float) * size_t(kernel_size(p) * (end - begin)));
    });
    share(blocks, p.threads, [&](int64_t begin, int64_t end, int me) {
        float* u = sums + me * kernel_size(p);
        float* v = buffers + me * per_thread(p);
        float* m = v + points * v_stride;
        for (int64_t b = begin; b < end; ++b) {
            const int64_t first = b * block_tiles, count = std::min(block_tiles, p.tiles() - first);
            for (int64_t t = 0; t < count; t += in_pairs ? 2 : 1) {
                const Tile tile = tile_at(p, first + t);
#ifdef __AVX512BF16__
                if constexpr (in_pairs) {
                    const bool two = t + 1 < count;
                    const Tile next = tile_at(p, first + t + two);
                    take_input_pair(p, x, tile, next, two, v + t / 2 * p.channels, v_stride);
                    take_grad_pair(p, g, tile, next, two, m + t / 2 * p.filters, m_stride);
                    continue;
                }
#endif
                take_input(p, x, tile, v + t * p.channels, v_stride);
                take_grad(p, g, tile, m + t * p.filters, m_stride);
            }
            for (int i = 0; i < points; ++i) {
                for (int64_t t = count * i / points; t < count * (i + 1) / points && first + block_tiles + t < p.tiles(); ++t) {
                    const Tile next = tile_at(p, first + block_tiles + t);
                    fetch_ahead<false>(x, p.height, p.width, p.channels, next);
                    fetch_ahead<false>(g, p.out_height, p.out_width, p.filters, next);
                }
                const float *a = v + i * v_stride, *b = m + i * m_stride;
                float* sum = u + i * u_stride;
#ifdef __AVX512BF16__
                if constexpr (in_pairs) {
                    product<Pair>(a, 1, p.channels, b, p.filters, sum, p.filters, p.channels, p.filters, (count + 1) / 2, true);
                    continue;
                }
#endif
                product(a, 1, p.channels, b, p.filters, sum, p.filters, p.channels, p.filters, count, true);
            }
        }
    });
    share(p.channels, p.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t c = begin; c < end; ++c) {
            for (int64_t k = 0; k < p.filters; k += LANES) {
                vec half[3][6];
                UNROLL
                for (int j = 0; j < 6; ++j) {
                    vec in[6], out[3];
                    UNROLL
                    for (int i = 0; i < 6; ++i) {
                        in[i] = vec{};
                        for (int t = 0; t < p.threads; ++t) in[i] += load(sums + t * kernel_size(p) + (i * 6 + j) * u_stride + c * p.filters + k);
                    }
                    kernel_back(in, out);
                    UNROLL
                    for (int i = 0; i < 3; ++i) half[i][j] = out[i];
                }
                UNROLL
                for (int i = 0; i < 3; ++i) {
                    vec out[3];
                    kernel_back(half[i], out);
                    UNROLL
                    for (int j = 0; j < 3; ++j) store(dw + (i * 3 + j) * u_stride + c * p.filters + k, out[j]);
                }
            }
        }
    });
}

}  // namespace
}  // namespace badak
