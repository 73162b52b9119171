// The body of wide_*.cpp, which name the function that hands the loops out (WIDE).
#include "wide.hpp"

#include "lanes.hpp"

namespace badak {
namespace {

constexpr int wide = wide_columns / LANES;

// How a loop reads: whole vectors, or the first `some` numbers of one where a row ends.
template <bool whole, class T>
INLINE vec get(const T* p, int64_t some) {
    if constexpr (whole) return load(p);
    else return load_some(p, some);
}
template <bool whole, class T>
INLINE void give(T* p, vec v, int64_t some) {
    if constexpr (whole) store(p, v);
    else store_some(p, v, some);
}

INLINE void add_to(double* sums, vec v, int64_t some) {
    for (int64_t j = 0; j < some; ++j) sums[j] += double(v[j]);
}

// Call part<vectors, whole>(first column, columns) until a row is used up.
#define OVER_COLUMNS(part)                                                      \
    int64_t c = 0;                                                              \
    for (; c + wide * LANES <= columns; c += wide * LANES) part(wide, true, LANES); \
    for (; c + LANES <= columns; c += LANES) part(1, true, LANES);              \
    if (c < columns) part(1, false, columns - c);

// Call part<whole>(place, column, how many) for all vectors of all rows.
#define OVER_ROWS(part)                                                          \
    for (int64_t r = 0; r < rows; ++r) {                                         \
        int64_t c = 0, at = r * columns;                                         \
        for (; c + LANES <= columns; c += LANES, at += LANES) part(true, LANES); \
        if (c < columns) part(false, columns - c);                               \
    }

// d and d², d = x - shift; shifting keeps the digits of a mean far from 0.
template <int W, bool whole, class T>
INLINE void moments_of(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q, int64_t some) {
    vec sum[W] = {}, square[W] = {}, from[W];
    UNROLL
    for (int w = 0; w < W; ++w) from[w] = get<whole>(shift + w * LANES, some);
    for (int64_t r = 0; r < rows; ++r, x += columns) {
        UNROLL
        for (int w = 0; w < W; ++w) {
            const vec d = get<whole>(x + w * LANES, some) - from[w];
            sum[w] += d;
            square[w] += d * d;
        }
    }
    for (int w = 0; w < W; ++w) add_to(s + w * LANES, sum[w], some), add_to(q + w * LANES, square[w], some);
}

template <class T>
INLINE void moments(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q) {
#define PART(W, whole, some) moments_of<W, whole>(x + c, rows, columns, shift + c, s + c, q + c, some)
    OVER_COLUMNS(PART)
#undef PART
}

INLINE Channels from(Channels of, int64_t c) { return {of.mean + c, of.scale + c, of.shift + c}; }

// What a ReLU behind the normalisation lets through: g where (x - mean) scale + shift > 0.
template <bool relu>
INLINE vec passed(vec g, vec d, vec scale, vec shift) {
    if constexpr (relu) return d * scale + shift > 0.0f ? g : vec{};
    else return g;
}

// The sums of g and g (x - mean), of what the ReLU lets through.
template <bool relu, int W, bool whole, class T>
INLINE void products_of(const T* g, const T* x, int64_t rows, int64_t columns, Channels of, double* s, double* q, int64_t some) {
    vec sum[W] = {}, product[W] = {}, mean[W], scale[W], shift[W];
    UNROLL
    for (int w = 0; w < W; ++w) {
        mean[w] = get<whole>(of.mean + w * LANES, some);
        scale[w] = get<whole>(of.scale + w * LANES, some);
        shift[w] = get<whole>(of.shift + w * LANES, some);
    }
    for (int64_t r = 0; r < rows; ++r, x += columns, g += columns) {
        UNROLL
        for (int w = 0; w < W; ++w) {
            const vec d = get<whole>(x + w * LANES, some) - mean[w];
            const vec value = passed<relu>(get<whole>(g + w * LANES, some), d, scale[w], shift[w]);
            sum[w] += value;
            product[w] += value * d;
        }
    }
    for (int w = 0; w < W; ++w) add_to(s + w * LANES, sum[w], some), add_to(q + w * LANES, product[w], some);
}

template <class T>
INLINE void products(const T* g, const T* x, int64_t rows, int64_t columns, bool relu, Channels of, double* s, double* q) {
#define PART(W, whole, some)                                                                              \
    (relu ? products_of<true, W, whole>(g + c, x + c, rows, columns, from(of, c), s + c, q + c, some)      \
          : products_of<false, W, whole>(g + c, x + c, rows, columns, from(of, c), s + c, q + c, some))
    OVER_COLUMNS(PART)
#undef PART
}

template <bool relu, class T>
INLINE void normalise(const T* x, T* y, int64_t rows, int64_t columns, Channels of) {
#define PART(whole, some)                                                                                                    \
    do {                                                                                                                     \
        const vec d = get<whole>(x + at, some) - get<whole>(of.mean + c, some);                                              \
        const vec value = d * get<whole>(of.scale + c, some) + get<whole>(of.shift + c, some);                               \
        give<whole>(y + at, relu ? (value < 0.0f ? vec{} : value) : value, some);                                       \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// y = x scale + shift (+ more)
template <bool relu, bool plus, class T>
INLINE void scaled(const T* x, const T* more, T* y, int64_t rows, int64_t columns, const float* scale, const float* shift) {
#define PART(whole, some)                                                                                              \
    do {                                                                                                               \
        vec value = get<whole>(x + at, some) * get<whole>(scale + c, some) + get<whole>(shift + c, some);              \
        if constexpr (plus) value += get<whole>(more + at, some);                                                      \
        if constexpr (relu) value = value < 0.0f ? vec{} : value;                                                      \
        give<whole>(y + at, value, some);                                                                              \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// dx = scale g + b (x - mean) + c0, per channel
template <bool relu, class T>
INLINE void input_grad(const T* g, const T* x, T* dx, int64_t rows, int64_t columns, Channels of, const float* b, const float* c0) {
#define PART(whole, some)                                                                                                   \
    do {                                                                                                                    \
        const vec d = get<whole>(x + at, some) - get<whole>(of.mean + c, some), scale = get<whole>(of.scale + c, some);     \
        const vec value = passed<relu>(get<whole>(g + at, some), d, scale, get<whole>(of.shift + c, some));                 \
        give<whole>(dx + at, scale * value + get<whole>(b + c, some) * d + get<whole>(c0 + c, some), some);                 \
    } while (false)
    OVER_ROWS(PART)
#undef PART
}

// Each operation is written once, for a vector of values.
struct Relu {
    static INLINE vec of(vec x) { return x < 0.0f ? vec{} : x; }  // NaN passes
};
struct ReluSlope {
    static INLINE vec of(vec g, vec out) { return out > 0.0f ? g : vec{}; }
};
struct TanhSlope {
    static INLINE vec of(vec g, vec out) { return g * (1.0f - out * out); }
};
struct SigmoidSlope {
    static INLINE vec of(vec g, vec out) { return g * (out * (1.0f - out)); }
};
struct Add {
    static INLINE vec of(vec x, vec y) { return x + y; }
};
struct AddRelu {
    static INLINE vec of(vec x, vec y) { return Relu::of(x + y); }
};

template <class F, class T>
void map(const T* x, T* y, int64_t n) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(y + i, F::of(load(x + i)));
    if (i < n) store_some(y + i, F::of(load_some(x + i, n - i)), n - i);
}
template <class F, class T>
void map(const T* x, const T* y, T* z, int64_t n) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(z + i, F::of(load(x + i), load(y + i)));
    if (i < n) store_some(z + i, F::of(load_some(x + i, n - i), load_some(y + i, n - i)), n - i);
}

template <int W, bool whole, class T>
INLINE void column_sums_of(const T* x, int64_t rows, int64_t columns, double* sums, int64_t some) {
    vec sum[W] = {};
    for (int64_t r = 0; r < rows; ++r, x += columns) {
        UNROLL
        for (int w = 0; w < W; ++w) sum[w] += get<whole>(x + w * LANES, some);
    }
    for (int w = 0; w < W; ++w) add_to(sums + w * LANES, sum[w], some);
}

typedef int32_t wholes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef uint8_t bytes __attribute__((vector_size(LANES), aligned(1), may_alias));

template <bool whole, class T>
INLINE void max_of(const T* x, T* y, uint8_t* index, const WindowRow& r, int64_t some) {
    vec best = get<whole>(x, some);
    wholes place = {};
    for (int k = 1; k < r.count; ++k) {
        const vec v = get<whole>(x + r.offsets[k], some);
        place = v > best ? wholes{} + k : place;
        best = v > best ? v : best;
        best = v != v ? v : best;  // NaN is not lost
    }
    give<whole>(y, best, some);
    const bytes chosen = __builtin_convertvector(__builtin_convertvector(place, halves), bytes);
    std::memcpy(index, &chosen, whole ? LANES : size_t(some));
}

template <bool whole, class T>
INLINE void spread(const T* g, const uint8_t* index, T* dx, const WindowRow& r, int64_t some) {
    const vec value = get<whole>(g, some);
    bytes chosen = {};
    std::memcpy(&chosen, index, whole ? LANES : size_t(some));
    const bits place = __builtin_convertvector(chosen, bits);
    for (int k = 0; k < r.count; ++k) give<whole>(dx + r.offsets[k], place == uint32_t(k) ? value : vec{}, some);
}

#define OVER_CHANNELS(part)                                             \
    for (int64_t i = 0; i < r.columns; ++i) {                           \
        int64_t c = 0;                                                  \
        for (; c + LANES <= r.channels; c += LANES) part(true, LANES);  \
        if (c < r.channels) part(false, r.channels - c);                \
    }
#define LARGEST(whole, some) max_of<whole>(x + i * r.step + c, y + i * r.channels + c, index + i * r.channels + c, r, some)
#define SPREAD(whole, some) spread<whole>(g + i * r.channels + c, index + i * r.channels + c, dx + i * r.step + c, r, some)

// --- as functions of one number type --------------------------------------------------------------------------------------

template <class T>
void moments_loop(const T* x, int64_t rows, int64_t columns, const float* shift, double* s, double* q) {
    moments(x, rows, columns, shift, s, q);
}
template <class T>
void products_loop(const T* g, const T* x, int64_t rows, int64_t columns, bool relu, Channels of, double* s, double* q) {
    products(g, x, rows, columns, relu, of, s, q);
}
template <class T>
void normalise_loop(const T* x, T* y, int64_t rows, int64_t columns, bool relu, Channels of) {
    relu ? normalise<true>(x, y, rows, columns, of) : normalise<false>(x, y, rows, columns, of);
}
template <class T>
void scaled_loop(const T* x, const T* more, T* y, int64_t rows, int64_t columns, bool relu, const float* scale, const float* shift) {
    if (more) relu ? scaled<true, true>(x, more, y, rows, columns, scale, shift) : scaled<false, true>(x, more, y, rows, columns, scale, shift);
    else relu ? scaled<true, false>(x, more, y, rows, columns, scale, shift) : scaled<false, false>(x, more, y, rows, columns, scale, shift);
}
template <class T>
void input_grad_loop(const T* g, const T* x, T* dx, int64_t rows, int64_t columns, bool relu, Channels of, const float* b, const float* c0) {
    relu ? input_grad<true>(g, x, dx, rows, columns, of, b, c0) : input_grad<false>(g, x, dx, rows, columns, of, b, c0);
}
template <class T>
void column_sums_loop(const T* x, int64_t rows, int64_t columns, double* sums) {
#define PART(W, whole, some) column_sums_of<W, whole>(x + c, rows, columns, sums + c, some)
    OVER_COLUMNS(PART)
#undef PART
}
template <class T>
void largest_row(const T* x, T* y, uint8_t* index, const WindowRow& r) {
    OVER_CHANNELS(LARGEST)
}
template <class T>
void spread_row(const T* g, const uint8_t* index, T* dx, const WindowRow& r) {
    OVER_CHANNELS(SPREAD)
}

template <class T>
WideLoops<T> all_loops() {
    return {moments_loop<T>, products_loop<T>, normalise_loop<T>, scaled_loop<T>, input_grad_loop<T>, column_sums_loop<T>, map<Relu, T>,
            map<ReluSlope, T>, map<TanhSlope, T>, map<SigmoidSlope, T>, map<Add, T>, map<AddRelu, T>, largest_row<T>, spread_row<T>};
}

}  // namespace

const BothWide& WIDE() {
    static const BothWide both{compiled_for, all_loops<float>(), all_loops<uint16_t>()};
    return both;
}

}  // namespace badak
