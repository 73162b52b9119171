// The body of winograd_avx512.cpp and winograd_avx2.cpp, which say how wide a vector is (LANES) and how many rows of a matrix
// product are kept in registers (ROWS).
#include <omp.h>

#include <algorithm>
#include <cstring>

#include "vectors.inl"
#include "winograd.hpp"

namespace badak {
namespace {

constexpr int points = 36;
constexpr int64_t block_tiles = 4 * ROWS;  // tiles that are worked on together, in the second-level cache

// One direction of Bᵀ d B, G w Gᵀ, Aᵀ m A and A g Aᵀ; the second direction is the same on the other axis.
INLINE void input_points(const vec* d, vec* v) {
    const vec a = d[4] - 4.0f * d[2], b = d[3] - 4.0f * d[1], c = d[4] - d[2], e = 2.0f * (d[3] - d[1]);
    v[0] = 4.0f * d[0] - 5.0f * d[2] + d[4];
    v[1] = a + b;
    v[2] = a - b;
    v[3] = c + e;
    v[4] = c - e;
    v[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

INLINE void kernel_points(const vec* w, vec* u) {
    const vec even = (w[0] + w[2]) * (-1.0f / 6), odd = w[1] * (1.0f / 6);
    const vec far = w[0] * (1.0f / 24) + w[2] * (1.0f / 6), tilt = w[1] * (1.0f / 12);
    u[0] = w[0] * 0.25f;
    u[1] = even - odd;
    u[2] = even + odd;
    u[3] = far + tilt;
    u[4] = far - tilt;
    u[5] = w[2];
}

INLINE void output_points(const vec* m, vec* y) {
    const vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], e = m[3] - m[4];
    y[0] = m[0] + a + c;
    y[1] = b + 2.0f * e;
    y[2] = a + 4.0f * c;
    y[3] = b + 8.0f * e + m[5];
}

INLINE void grad_points(const vec* g, vec* m) {  // the transpose of output_points
    const vec even = g[0] + g[2], odd = g[1] + g[3], far = g[0] + 4.0f * g[2], tilt = 2.0f * g[1] + 8.0f * g[3];
    m[0] = g[0];
    m[1] = even + odd;
    m[2] = even - odd;
    m[3] = far + tilt;
    m[4] = far - tilt;
    m[5] = g[3];
}

INLINE void kernel_back(const vec* u, vec* w) {  // the transpose of kernel_points
    const vec a = u[1] + u[2], b = u[2] - u[1], c = u[3] + u[4], e = u[3] - u[4];
    w[0] = 0.25f * u[0] - (1.0f / 6) * a + (1.0f / 24) * c;
    w[1] = (1.0f / 6) * b + (1.0f / 12) * e;
    w[2] = (1.0f / 6) * (c - a) + u[5];
}

struct Tile {
    int64_t sample, row, column;  // of the first output
};

INLINE Tile tile_at(const WinogradProblem& p, int64_t number) {
    const int64_t columns = p.tile_columns(), each = p.tile_rows() * columns;
    return {number / each, number % each / columns * 4, number % columns * 4};
}

// Take 6×6 inputs of a tile to the points: v[point * stride].
template <class T>
void take_input(const WinogradProblem& p, const T* x, Tile t, float* v, int64_t stride) {
    const int64_t top = t.row - p.above, left = t.column - p.left;
    const bool inside = top >= 0 && left >= 0 && top + 6 <= p.height && left + 6 <= p.width;
    const T* base = x + ((t.sample * p.height + top) * p.width + left) * p.channels;
    for (int64_t c = 0; c < p.channels; c += LANES) {
        vec half[6][6];
        UNROLL
        for (int j = 0; j < 6; ++j) {
            vec d[6], out[6];
            if (inside) {
                UNROLL
                for (int i = 0; i < 6; ++i) d[i] = load(base + (i * p.width + j) * p.channels + c);
            } else {
                const bool there = left + j >= 0 && left + j < p.width;
                UNROLL
                for (int i = 0; i < 6; ++i)
                    d[i] = there && top + i >= 0 && top + i < p.height ? load(base + (i * p.width + j) * p.channels + c) : vec{};
            }
            input_points(d, out);
            UNROLL
            for (int i = 0; i < 6; ++i) half[i][j] = out[i];
        }
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
void take_grad(const WinogradProblem& p, const T* g, Tile t, float* m, int64_t stride) {
    const int64_t rows = std::min<int64_t>(4, p.out_height - t.row), columns = std::min<int64_t>(4, p.out_width - t.column);
    const T* base = g + ((t.sample * p.out_height + t.row) * p.out_width + t.column) * p.filters;
    for (int64_t k = 0; k < p.filters; k += LANES) {
        vec half[6][4];
        UNROLL
        for (int j = 0; j < 4; ++j) {
            vec in[4], out[6];
            UNROLL
            for (int i = 0; i < 4; ++i) in[i] = i < rows && j < columns ? load(base + (i * p.out_width + j) * p.filters + k) : vec{};
            grad_points(in, out);
            UNROLL
            for (int i = 0; i < 6; ++i) half[i][j] = out[i];
        }
        UNROLL
        for (int i = 0; i < 6; ++i) {
            vec out[6];
            grad_points(half[i], out);
            UNROLL
            for (int j = 0; j < 6; ++j) store(m + (i * 6 + j) * stride + k, out[j]);
        }
    }
}

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

template <class Body>
void share(int64_t count, int threads, Body body) {
    if (threads <= 1) return body(int64_t(0), count, 0);
#pragma omp parallel num_threads(threads)
    {
        const int n = omp_get_num_threads(), me = omp_get_thread_num();
        body(count * me / n, count * (me + 1) / n, me);
    }
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
    share(blocks, p.threads, [&](int64_t begin, int64_t end, int me) {
        float* u = sums + me * kernel_size(p);
        float* v = buffers + me * per_thread(p);
        float* m = v + points * v_stride;
        std::memset(u, 0, sizeof(float) * size_t(kernel_size(p)));
        for (int64_t b = begin; b < end; ++b) {
            const int64_t first = b * block_tiles, count = std::min(block_tiles, p.tiles() - first);
            for (int64_t t = 0; t < count; ++t) {
                take_input(p, x, tile_at(p, first + t), v + t * p.channels, v_stride);
                take_grad(p, g, tile_at(p, first + t), m + t * p.filters, m_stride);
            }
            for (int i = 0; i < points; ++i) {
                for (int64_t t = count * i / points; t < count * (i + 1) / points && first + block_tiles + t < p.tiles(); ++t) {
                    const Tile next = tile_at(p, first + block_tiles + t);
                    fetch_ahead<false>(x, p.height, p.width, p.channels, next);
                    fetch_ahead<false>(g, p.out_height, p.out_width, p.filters, next);
                }
                product(v + i * v_stride, 1, p.channels, m + i * m_stride, p.filters, u + i * u_stride, p.filters, p.channels,
                        p.filters, count, true);
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
