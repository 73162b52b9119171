// The body of pool_rows_*.cpp, which name the function that hands the loops out (ROWS_OF).
#include "channels.hpp"
#include "pool_rows.hpp"

namespace badak {
namespace {

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

template <class T>
void largest_row(const T* x, T* y, uint8_t* index, const WindowRow& r) {
    OVER_CHANNELS(LARGEST)
}
template <class T>
void spread_row(const T* g, const uint8_t* index, T* dx, const WindowRow& r) {
    OVER_CHANNELS(SPREAD)
}

}  // namespace

const PoolRows& ROWS_OF() {
    static const PoolRows rows{largest_row<float>, largest_row<uint16_t>, spread_row<float>, spread_row<uint16_t>};
    return rows;
}

}  // namespace badak
