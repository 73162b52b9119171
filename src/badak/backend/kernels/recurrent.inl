// The body of recurrent_avx512.cpp and recurrent_avx2.cpp.
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "recurrent.hpp"
#include "share.hpp"
#include "smooth.inl"

namespace badak {
namespace {

int64_t rounded(int64_t n) { return (n + 15) / 16 * 16; }

constexpr int64_t group_rows = 64;    // samples that go through the steps together: their states stay in the second-level cache
constexpr int64_t chunk_rows = 128;   // rows of gradients that are gathered before they go into the kernels' gradients

// --- moving values ----------------------------------------------------------------------------------------------------

INLINE vec load_some(const float* p, int n) {
    if (n == LANES) return load(p);
    vec v{};
    for (int i = 0; i < n; ++i) v[i] = p[i];
    return v;
}

INLINE void store_some(float* p, vec v, int n) {
    if (n == LANES) return store(p, v);
    for (int i = 0; i < n; ++i) p[i] = v[i];
}

void copy_in(const void* from, int64_t offset, bool narrow, float* to, int64_t n) {
    if (!narrow) {
        std::memcpy(to, static_cast<const float*>(from) + offset, sizeof(float) * size_t(n));
        return;
    }
    const uint16_t* p = static_cast<const uint16_t*>(from) + offset;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(to + i, load(p + i));
    for (; i < n; ++i) {
        const uint32_t b = uint32_t(p[i]) << 16;
        std::memcpy(to + i, &b, 4);
    }
}

void copy_out(const float* from, void* to, int64_t offset, bool narrow, int64_t n) {
    if (!narrow) {
        std::memcpy(static_cast<float*>(to) + offset, from, sizeof(float) * size_t(n));
        return;
    }
    uint16_t* p = static_cast<uint16_t*>(to) + offset;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(p + i, load(from + i));
    if (i < n) {
        uint16_t rest[LANES];
        store(rest, load_some(from + i, int(n - i)));
        std::memcpy(p + i, rest, 2 * size_t(n - i));
    }
}

// Pieces of one block of memory, each beginning at a line of the cache.
struct Carver {
    float* base;  // null where only the size is asked for
    int64_t at = 0;

    int64_t place(int64_t count) {
        const int64_t found = at;
        at += rounded(count);
        return found;
    }
    float* take(int64_t count) {
        const int64_t found = place(count);
        return base ? base + found : nullptr;
    }
};

// --- the cells: which sums a step makes, and what becomes of them ---------------------------------------------------------

struct Step {  // one step of a group of samples; P is the padded number of units
    int64_t units, padded, features;
    const float *x, *a;      // data (rows, features), states to be multiplied (rows, P)
    const float* old;        // states (rows, P)
    float *now, *c;          // states and cells after the step
    float *gates, *cells;    // what is kept for the way back, (rows, saved · units) and (rows, units)
    float *waiting, *reset;  // of gru_before: the candidate's sum so far, the state after its reset
    const uint8_t* mask;     // of this step; next sample mask_row further
    int64_t mask_row;
    const float *bias, *w, *u, *u_candidate;
    Slope slope;

    bool counts(int64_t row) const { return !mask || mask[row * mask_row]; }
};

struct Lstm {
    static constexpr int sums = 4, gates = 4, data = 4, state = 4, saved = 4;
    static constexpr int to(bool, int g) { return g; }

    template <int R>
    INLINE static void finish(const Step& s, const vec (&sum)[sums][R], int r, int64_t row, int64_t at, int n) {
        float* gates = s.gates + row * 4 * s.units + at;
        const vec i = sigmoid(sum[0][r]), f = sigmoid(sum[1][r]), k = tangent(sum[2][r]), o = sigmoid(sum[3][r]);
        store_some(gates, i, n);
        store_some(gates + s.units, f, n);
        store_some(gates + 2 * s.units, k, n);
        store_some(gates + 3 * s.units, o, n);
        float* cell = s.c + row * s.padded + at;
        vec c = load(cell), h = load(s.old + row * s.padded + at);
        if (s.counts(row)) {
            c = f * c + i * k;
            h = o * tangent(c);
        }
        store(cell, c);
        store(s.now + row * s.padded + at, h);
        store_some(s.cells + row * s.units + at, c, n);
    }
};

struct Gru {
    static constexpr int sums = 4, gates = 3, data = 3, state = 3, saved = 4;  // the candidate has two sums: of data, of state
    static constexpr int to(bool state, int g) { return state && g == 2 ? 3 : g; }

    template <int R>
    INLINE static void finish(const Step& s, const vec (&sum)[sums][R], int r, int64_t row, int64_t at, int n) {
        float* gates = s.gates + row * 4 * s.units + at;
        const vec z = sigmoid(sum[0][r]), reset = sigmoid(sum[1][r]), k = tangent(sum[2][r] + reset * sum[3][r]);
        store_some(gates, z, n);
        store_some(gates + s.units, reset, n);
        store_some(gates + 2 * s.units, k, n);
        store_some(gates + 3 * s.units, sum[3][r], n);
        vec h = load(s.old + row * s.padded + at);
        if (s.counts(row)) h = z * h + (1.0f - z) * k;
        store(s.now + row * s.padded + at, h);
    }
};

struct GruBefore {  // the two gates, and the part of the candidate that is the data's
    static constexpr int sums = 3, gates = 3, data = 3, state = 2, saved = 3;
    static constexpr int to(bool, int g) { return g; }

    template <int R>
    INLINE static void finish(const Step& s, const vec (&sum)[sums][R], int r, int64_t row, int64_t at, int n) {
        float* gates = s.gates + row * 3 * s.units + at;
        const vec z = sigmoid(sum[0][r]), reset = sigmoid(sum[1][r]);
        store_some(gates, z, n);
        store_some(gates + s.units, reset, n);
        store(s.waiting + row * s.padded + at, sum[2][r]);
        store(s.reset + row * s.padded + at, reset * load(s.a + row * s.padded + at));
    }
};

struct Candidate {  // the rest of gru_before
    static constexpr int sums = 1, gates = 3, data = 0, state = 1, saved = 3;
    static constexpr int to(bool, int) { return 0; }

    template <int R>
    INLINE static void finish(const Step& s, const vec (&sum)[sums][R], int r, int64_t row, int64_t at, int n) {
        float* gates = s.gates + row * 3 * s.units + at;
        const vec z = load_some(gates, n), k = tangent(sum[0][r]);
        store_some(gates + 2 * s.units, k, n);
        vec h = load(s.old + row * s.padded + at);
        if (s.counts(row)) h = z * h + (1.0f - z) * k;
        store(s.now + row * s.padded + at, h);
    }
};

struct Plain {
    static constexpr int sums = 1, gates = 1, data = 1, state = 1, saved = 0;
    static constexpr int to(bool, int) { return 0; }

    template <int R>
    INLINE static void finish(const Step& s, const vec (&sum)[sums][R], int r, int64_t row, int64_t at, int) {
        vec h = load(s.old + row * s.padded + at);
        if (s.counts(row)) {
            const vec z = sum[0][r];
            h = s.slope == Slope::tanh ? tangent(z) : s.slope == Slope::relu ? (z < 0.0f ? vec{} : z) : z;
        }
        store(s.now + row * s.padded + at, h);
    }
};

// --- forward ------------------------------------------------------------------------------------------------------------

// sum (gates, R rows) += a (R, depth) panel (depth, gates, LANES)
template <class Cell, bool state, int R>
INLINE void accumulate(vec (&sum)[Cell::sums][R], const float* a, int64_t row, const float* panel, int64_t depth) {
    constexpr int count = state ? Cell::state : Cell::data;
    for (int64_t d = 0; d < depth; ++d) {
        const float* from = panel + d * count * LANES;
        if constexpr (R < count) {  // what there is less of stays in registers beside the sums
            vec factor[R];
            UNROLL
            for (int r = 0; r < R; ++r) factor[r] = vec{} + a[r * row + d];
            UNROLL
            for (int g = 0; g < count; ++g) {
                const vec line = load(from + g * LANES);
                UNROLL
                for (int r = 0; r < R; ++r) sum[Cell::to(state, g)][r] += factor[r] * line;
            }
        } else {
            vec line[count];
            UNROLL
            for (int g = 0; g < count; ++g) line[g] = load(from + g * LANES);
            UNROLL
            for (int r = 0; r < R; ++r) {
                const float factor = a[r * row + d];
                UNROLL
                for (int g = 0; g < count; ++g) sum[Cell::to(state, g)][r] += factor * line[g];
            }
        }
    }
}

// One vector of units of R samples: all their gates, in registers from the first product to the new state. Inlined into its
// callers it would not keep them there.
template <class Cell, int R>
__attribute__((noinline)) void some_rows(const Step& s, int64_t strip, int64_t first) {
    const int64_t at = strip * LANES;
    const int n = int(std::min<int64_t>(LANES, s.units - at));
    vec sum[Cell::sums][R];
    UNROLL
    for (int g = 0; g < Cell::sums; ++g)
        UNROLL
        for (int r = 0; r < R; ++r)
            sum[g][r] = Cell::data ? load(s.bias + g * s.padded + at) : load(s.waiting + (first + r) * s.padded + at);
    if constexpr (Cell::data > 0)
        accumulate<Cell, false>(sum, s.x + first * s.features, s.features, s.w + strip * s.features * Cell::data * LANES, s.features);
    const float* states = (Cell::data ? s.a : s.reset) + first * s.padded;
    const float* panel = Cell::data ? s.u : s.u_candidate;
    accumulate<Cell, true>(sum, states, s.padded, panel + strip * s.units * Cell::state * LANES, s.units);
    UNROLL
    for (int r = 0; r < R; ++r) Cell::finish(s, sum, r, first + r, at, n);
}

template <class Cell, int R>
void up_to(const Step& s, int64_t strip, int64_t first, int64_t rows) {
    if (rows == R) return some_rows<Cell, R>(s, strip, first);
    if constexpr (R > 1) up_to<Cell, R - 1>(s, strip, first, rows);
}

template <class Cell>
void all_rows(const Step& s, int64_t rows) {
    constexpr int most = std::min(2 * ROWS / Cell::sums, 12);
    const int64_t blocks = (rows + most - 1) / most;
    for (int64_t strip = 0; strip * LANES < s.padded; ++strip)
        for (int64_t b = 0; b < blocks; ++b) {
            const int64_t first = rows * b / blocks;
            up_to<Cell, most>(s, strip, first, rows * (b + 1) / blocks - first);
        }
}

// to[strip][depth][gate][LANES]: the gates of a vector of units side by side, in the order in which they are needed
void pack(const float* from, int64_t depth, int64_t units, int64_t gates, int64_t first, int64_t count, int64_t strip, float* to) {
    const int64_t at = strip * LANES;
    for (int64_t d = 0; d < depth; ++d)
        for (int64_t g = 0; g < count; ++g) {
            const float* row = from + (d * gates + first + g) * units + at;
            float* place = to + ((strip * depth + d) * count + g) * LANES;
            for (int64_t l = 0; l < LANES; ++l) place[l] = at + l < units ? row[l] : 0.0f;
        }
}

template <class Cell>
struct ForwardMemory {
    int64_t padded;
    float *bias, *w, *u, *candidate;
    int64_t per_thread, total;

    ForwardMemory(const RecurrentProblem& p, float* base) : padded(rounded(p.units)) {
        Carver carve{base};
        bias = carve.take(Cell::sums * padded);
        w = carve.take(Cell::data * padded * p.features);
        u = carve.take(Cell::state * padded * p.units);
        candidate = carve.take(p.memory == Memory::gru_before ? padded * p.units : 0);
        const int64_t rows = std::min(group_rows, p.batch);
        per_thread = rounded(rows * p.features) + 6 * rounded(rows * padded);
        total = carve.at + p.threads * per_thread;
    }
};

template <class Cell>
void forward_group(const RecurrentProblem& p, const ForwardMemory<Cell>& m, int64_t begin, int64_t rows, float* memory) {
    const int64_t padded = m.padded, units = p.units;
    std::memset(memory, 0, sizeof(float) * size_t(m.per_thread));
    Carver carve{memory};
    float* x = carve.take(rows * p.features);
    float *old = carve.take(rows * padded), *now = carve.take(rows * padded), *used = carve.take(rows * padded);
    Step s{};
    s.units = units, s.padded = padded, s.features = p.features;
    s.c = carve.take(rows * padded), s.waiting = carve.take(rows * padded), s.reset = carve.take(rows * padded);
    s.bias = m.bias, s.w = m.w, s.u = m.u, s.u_candidate = m.candidate, s.slope = p.slope;
    s.mask_row = p.time;
    for (int64_t r = 0; r < rows; ++r) {
        if (p.h) std::memcpy(old + r * padded, p.h + (begin + r) * units, sizeof(float) * size_t(units));
        if (p.c) std::memcpy(s.c + r * padded, p.c + (begin + r) * units, sizeof(float) * size_t(units));
    }
    for (int64_t t = 0; t < p.time; ++t) {
        for (int64_t r = 0; r < rows; ++r) {
            copy_in(p.x, ((begin + r) * p.time + t) * p.features, p.narrow, x + r * p.features, p.features);
            if (p.keep)
                for (int64_t i = 0; i < units; ++i) used[r * padded + i] = old[r * padded + i] * p.keep[(begin + r) * units + i];
        }
        s.x = x, s.a = p.keep ? used : old, s.old = old, s.now = now;
        s.gates = p.gates + (t * p.batch + begin) * Cell::saved * units;
        s.cells = p.cells + (t * p.batch + begin) * units;
        s.mask = p.mask ? p.mask + begin * p.time + t : nullptr;
        all_rows<Cell>(s, rows);
        if constexpr (std::is_same_v<Cell, GruBefore>) all_rows<Candidate>(s, rows);
        for (int64_t r = 0; r < rows; ++r) copy_out(now + r * padded, p.out, ((begin + r) * p.time + t) * units, p.narrow, units);
        std::swap(old, now);
    }
    for (int64_t r = 0; r < rows; ++r) {
        std::memcpy(p.last_h + (begin + r) * units, old + r * padded, sizeof(float) * size_t(units));
        if (p.last_c) std::memcpy(p.last_c + (begin + r) * units, s.c + r * padded, sizeof(float) * size_t(units));
    }
}

// Call body(first, rows) for groups of about equal size.
template <class Body>
void in_groups(int64_t begin, int64_t end, Body body) {
    const int64_t count = end - begin, groups = (count + group_rows - 1) / group_rows;
    for (int64_t g = 0; g < groups; ++g) {
        const int64_t first = count * g / groups;
        body(begin + first, count * (g + 1) / groups - first);
    }
}

template <class Cell>
void forward(const RecurrentProblem& p, char* scratch) {
    float* base = reinterpret_cast<float*>(scratch);
    const ForwardMemory<Cell> m(p, base);
    share(m.padded / LANES, p.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t strip = begin; strip < end; ++strip) {
            pack(p.kernel, p.features, p.units, Cell::gates, 0, Cell::data, strip, m.w);
            pack(p.recurrent, p.units, p.units, Cell::gates, 0, Cell::state, strip, m.u);
            if (p.memory == Memory::gru_before) pack(p.recurrent, p.units, p.units, 3, 2, 1, strip, m.candidate);
        }
    });
    std::memset(m.bias, 0, sizeof(float) * size_t(Cell::sums * m.padded));
    for (int g = 0; g < Cell::gates; ++g)
        for (int64_t i = 0; i < p.units; ++i) {
            if (p.bias) m.bias[Cell::to(false, g) * m.padded + i] += p.bias[g * p.units + i];
            if (p.state_bias) m.bias[Cell::to(true, g) * m.padded + i] += p.state_bias[g * p.units + i];
        }
    float* memory = base + (m.total - p.threads * m.per_thread);
    share(p.batch, p.threads, [&](int64_t begin, int64_t end, int me) {
        in_groups(begin, end, [&](int64_t first, int64_t rows) { forward_group(p, m, first, rows, memory + me * m.per_thread); });
    });
}

// --- backward -----------------------------------------------------------------------------------------------------------

// How the gradients of the sums of one step lie side by side: those that reach the data's product at the front, those that
// reach the state's product from `state_first` on.
template <class Cell>
struct Blocks {
    static constexpr int count = Cell::gates, state_first = 0;
    static constexpr int data_of(int g) { return g; }
    static constexpr int state_of(int g) { return g; }
};

template <>
struct Blocks<Gru> {  // candidate, update, reset, and the candidate's behind its reset
    static constexpr int count = 4, state_first = 1;
    static constexpr int data_of(int g) { return g == 2 ? 0 : g + 1; }
    static constexpr int state_of(int g) { return g + 1; }
};

struct Back {  // one step of a group of samples on the way back
    int64_t units, padded, row;  // row: from one sample's gradients of sums to the next one's
    const float *g, *gates, *cells, *before_cells;  // g: the gradient of the result, or null; cells of this step, of the last
    const float *before, *used, *states;  // the state before the step, what of it was multiplied, the state after it
    float *dh, *dc, *sums, *through;      // through: of gru_before, the gradient of the state after its reset
    const uint8_t* mask;
    int64_t mask_row;
    Slope slope;

    bool counts(int64_t r) const { return !mask || mask[r * mask_row]; }
};

// From the gradient of a state to those of the sums; dh is left with what reaches the state before not by way of a product.
template <class Cell>
INLINE void slopes(const Back& b, int64_t r, int64_t at, int n) {
    float* dh = b.dh + r * b.padded + at;
    float* to = b.sums + r * b.row + at;
    vec reached = load(dh);
    if (b.g) reached += load(b.g + r * b.padded + at);
    if (!b.counts(r)) {
        store(dh, reached);
        UNROLL
        for (int i = 0; i < Blocks<Cell>::count; ++i) store(to + i * b.padded, vec{});
        return;
    }
    if constexpr (std::is_same_v<Cell, Lstm>) {
        const float* gates = b.gates + r * 4 * b.units + at;
        const vec i = load_some(gates, n), f = load_some(gates + b.units, n), k = load_some(gates + 2 * b.units, n);
        const vec o = load_some(gates + 3 * b.units, n), s = tangent(load_some(b.cells + r * b.units + at, n));
        const vec before = b.before_cells ? load_some(b.before_cells + r * b.units + at, n) : vec{};
        float* dc = b.dc + r * b.padded + at;
        const vec cell = load(dc) + reached * o * (1.0f - s * s);
        store(to, cell * k * i * (1.0f - i));
        store(to + b.padded, cell * before * f * (1.0f - f));
        store(to + 2 * b.padded, cell * i * (1.0f - k * k));
        store(to + 3 * b.padded, reached * s * o * (1.0f - o));
        store(dc, cell * f);
        store(dh, vec{});
    } else if constexpr (std::is_same_v<Cell, Gru>) {
        const float* gates = b.gates + r * 4 * b.units + at;
        const vec z = load_some(gates, n), reset = load_some(gates + b.units, n), k = load_some(gates + 2 * b.units, n);
        const vec inner = load_some(gates + 3 * b.units, n), before = load(b.before + r * b.padded + at);
        const vec dk = reached * (1.0f - z) * (1.0f - k * k);
        store(to, dk);
        store(to + b.padded, reached * (before - k) * z * (1.0f - z));
        store(to + 2 * b.padded, dk * inner * reset * (1.0f - reset));
        store(to + 3 * b.padded, dk * reset);
        store(dh, reached * z);
    } else if constexpr (std::is_same_v<Cell, GruBefore>) {
        const float* gates = b.gates + r * 3 * b.units + at;
        const vec z = load_some(gates, n), k = load_some(gates + 2 * b.units, n), before = load(b.before + r * b.padded + at);
        store(to, reached * (before - k) * z * (1.0f - z));
        store(to + 2 * b.padded, reached * (1.0f - z) * (1.0f - k * k));
        store(dh, reached * z);
    } else {
        const vec h = load(b.states + r * b.padded + at);
        vec d = reached;
        if (b.slope == Slope::tanh) d = reached * (1.0f - h * h);
        if (b.slope == Slope::relu) d = h > 0.0f ? reached : vec{};
        store(to, d);
        store(dh, vec{});
    }
}

// gru_before, once the gradient of the state after its reset is there: that of the reset gate, and what reaches the state.
INLINE void reset_slopes(const Back& b, int64_t r, int64_t at, int n) {
    float* through = b.through + r * b.padded + at;
    const vec d = load(through), reset = load_some(b.gates + (r * 3 + 1) * b.units + at, n);
    store(b.sums + r * b.row + b.padded + at, d * load(b.used + r * b.padded + at) * reset * (1.0f - reset));
    store(through, d * reset);
}

// to[strip of 2·LANES columns][depth][columns]: what product_columns reads in order
void pack_turned(const float* from, int64_t columns, int64_t wide, int64_t units, int64_t padded, int64_t gates, const int* block,
                 int64_t first_gate, int64_t depth, int64_t strip, int64_t all, float* to) {
    const int64_t begin = strip * 2 * LANES, width = std::min<int64_t>(2 * LANES, all - begin);
    float* place = to + begin * depth;
    std::memset(place, 0, sizeof(float) * size_t(width * depth));
    for (int64_t l = 0; l < width && begin + l < columns; ++l)
        for (int64_t g = 0; g < gates; ++g) {
            const float* row = from + (begin + l) * wide + (first_gate + g) * units;
            float* column = place + int64_t(block[g]) * padded * width + l;
            for (int64_t i = 0; i < units; ++i) column[i * width] = row[i];
        }
}

void panel_product(const float* a, int64_t row, const float* panel, float* c, int64_t c_row, int64_t rows, int64_t columns,
                   int64_t depth, bool add) {
    int64_t k = 0;
    for (; k + 2 * LANES <= columns; k += 2 * LANES)
        product_columns<2>(a, row, 1, panel + k * depth, 2 * LANES, c + k, c_row, rows, depth, add);
    for (; k < columns; k += LANES)  // at most once: the panel is that narrow
        product_columns<1>(a, row, 1, panel + k * depth, LANES, c + k, c_row, rows, depth, add);
}

template <class Cell>
struct BackwardMemory {
    static constexpr bool before = std::is_same_v<Cell, GruBefore>;
    static constexpr int data = Cell::gates, state = before ? 2 : Cell::gates;
    int64_t padded, wide, rows, steps, row, dw_row, du_row;
    float *wt, *ut, *candidate;
    int64_t dw, du, dk, db;  // places in a thread's memory
    int64_t sums, per_thread, total;

    BackwardMemory(const RecurrentProblem& p, float* base) : padded(rounded(p.units)), wide(rounded(p.features)) {
        Carver carve{base};
        wt = carve.take(data * padded * wide);
        ut = carve.take(state * padded * padded);
        candidate = carve.take(before ? padded * padded : 0);
        rows = std::min(group_rows, p.batch);
        steps = std::max<int64_t>(1, std::min(chunk_rows / rows, p.time));
        // Rows do not lie whole pages apart: they would all fall into the same set of the cache.
        row = Blocks<Cell>::count * padded + 16, dw_row = data * padded + 16, du_row = state * padded + 16;
        Carver own{nullptr};
        dw = own.place(p.features * dw_row);
        du = own.place(p.units * du_row);
        dk = own.place(before ? p.units * padded : 0);
        db = own.place(Blocks<Cell>::count * padded);
        sums = own.at;
        own.place(rows * steps * row), own.place(rows * steps * p.features), own.place(rows * steps * wide);
        own.place(rows * steps * padded), own.place(rows * steps * padded);
        for (int i = 0; i < 7; ++i) own.place(rows * padded);
        per_thread = own.at;
        total = carve.at + p.threads * per_thread;
    }
};

template <class Cell>
void backward_group(const RecurrentProblem& p, const BackwardMemory<Cell>& m, int64_t begin, int64_t rows, float* memory) {
    constexpr bool before = BackwardMemory<Cell>::before;
    constexpr int blocks = Blocks<Cell>::count;
    const int64_t padded = m.padded, units = p.units, features = p.features;
    std::memset(memory + m.sums, 0, sizeof(float) * size_t(m.per_thread - m.sums));
    Carver carve{memory + m.sums};
    float *sums = carve.take(rows * m.steps * m.row), *x = carve.take(rows * m.steps * features), *dx = carve.take(rows * m.steps * m.wide);
    float *used = carve.take(rows * m.steps * padded), *gated = carve.take(rows * m.steps * padded);
    float *g = carve.take(rows * padded), *dh = carve.take(rows * padded), *dc = carve.take(rows * padded);
    float *states = carve.take(rows * padded), *plain = carve.take(rows * padded), *product = carve.take(rows * padded);
    float* dkeep = carve.take(rows * padded);
    const size_t line = sizeof(float) * size_t(units);
    for (int64_t r = 0; r < rows; ++r) {
        if (p.g_h) std::memcpy(dh + r * padded, p.g_h + (begin + r) * units, line);
        if (p.g_c) std::memcpy(dc + r * padded, p.g_c + (begin + r) * units, line);
    }
    Back b{};
    b.units = units, b.padded = padded, b.row = m.row, b.dh = dh, b.dc = dc, b.slope = p.slope, b.mask_row = p.time;
    int64_t filled = 0;
    for (int64_t t = p.time - 1; t >= 0; --t) {
        float *here = sums + filled * rows * m.row, *multiplied = used + filled * rows * padded;
        for (int64_t r = 0; r < rows; ++r) {
            const int64_t place = (begin + r) * p.time + t;
            copy_in(p.x, place * features, p.narrow, x + (filled * rows + r) * features, features);
            if (p.g) copy_in(p.g, place * units, p.narrow, g + r * padded, units);
            if constexpr (std::is_same_v<Cell, Plain>) copy_in(p.out, place * units, p.narrow, states + r * padded, units);
            if (t > 0) copy_in(p.out, (place - 1) * units, p.narrow, plain + r * padded, units);
            else if (p.h) std::memcpy(plain + r * padded, p.h + (begin + r) * units, line);
            else std::memset(plain + r * padded, 0, line);
            const float* factor = p.keep ? p.keep + (begin + r) * units : nullptr;
            for (int64_t i = 0; i < units; ++i) multiplied[r * padded + i] = factor ? plain[r * padded + i] * factor[i] : plain[r * padded + i];
        }
        b.g = p.g ? g : nullptr;
        b.gates = p.gates + (t * p.batch + begin) * Cell::saved * units;
        if constexpr (std::is_same_v<Cell, Lstm>) {
            b.cells = p.cells + (t * p.batch + begin) * units;
            b.before_cells = t > 0 ? b.cells - p.batch * units : p.c ? p.c + begin * units : nullptr;
        }
        b.before = plain, b.used = multiplied, b.states = states, b.sums = here, b.through = product;
        b.mask = p.mask ? p.mask + begin * p.time + t : nullptr;
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t at = 0; at < padded; at += LANES) slopes<Cell>(b, r, at, int(std::min<int64_t>(LANES, units - at)));
        if constexpr (before) {
            panel_product(here + 2 * padded, m.row, m.candidate, product, padded, rows, padded, padded, false);
            float* state = gated + filled * rows * padded;
            for (int64_t r = 0; r < rows; ++r)
                for (int64_t at = 0; at < padded; at += LANES) {
                    const int n = int(std::min<int64_t>(LANES, units - at));
                    reset_slopes(b, r, at, n);
                    store(state + r * padded + at, load(multiplied + r * padded + at) * load_some(b.gates + (r * 3 + 1) * units + at, n));
                }
        }
        const float* of_state = here + Blocks<Cell>::state_first * padded;
        if (p.keep || before) {
            panel_product(of_state, m.row, m.ut, product, padded, rows, padded, m.state * padded, before);
            for (int64_t r = 0; r < rows; ++r)
                for (int64_t i = 0; i < units; ++i) {
                    const int64_t at = r * padded + i;
                    dh[at] += p.keep ? product[at] * p.keep[(begin + r) * units + i] : product[at];
                    dkeep[at] += product[at] * plain[at];
                }
        } else {
            panel_product(of_state, m.row, m.ut, dh, padded, rows, padded, m.state * padded, true);
        }
        if (++filled < m.steps && t > 0) continue;
        const int64_t depth = filled * rows;  // what these steps give to the data and to the kernels
        if (p.dx) {
            panel_product(sums, m.row, m.wt, dx, m.wide, depth, m.wide, m.data * padded, false);
            for (int64_t i = 0; i < depth; ++i) {
                const int64_t place = (begin + i % rows) * p.time + t + (filled - 1 - i / rows);
                copy_out(dx + i * m.wide, p.dx, place * features, p.narrow, features);
            }
        }
        badak::product(x, 1, features, sums, m.row, memory + m.dw, m.dw_row, features, m.data * padded, depth, true);
        badak::product(used, 1, padded, sums + Blocks<Cell>::state_first * padded, m.row, memory + m.du, m.du_row, units,
                       m.state * padded, depth, true);
        if constexpr (before)
            badak::product(gated, 1, padded, sums + 2 * padded, m.row, memory + m.dk, padded, units, padded, depth, true);
        for (int64_t at = 0; at < blocks * padded; at += LANES) {
            vec sum = load(memory + m.db + at);
            for (int64_t i = 0; i < depth; ++i) sum += load(sums + i * m.row + at);
            store(memory + m.db + at, sum);
        }
        filled = 0;
    }
    for (int64_t r = 0; r < rows; ++r) {
        std::memcpy(p.dh + (begin + r) * units, dh + r * padded, line);
        if (p.dc) std::memcpy(p.dc + (begin + r) * units, dc + r * padded, line);
        if (p.dkeep) std::memcpy(p.dkeep + (begin + r) * units, dkeep + r * padded, line);
    }
}

template <class Cell>
void backward(const RecurrentProblem& p, char* scratch) {
    using Layout = Blocks<Cell>;
    constexpr bool before = BackwardMemory<Cell>::before;
    float* base = reinterpret_cast<float*>(scratch);
    const BackwardMemory<Cell> m(p, base);
    const int64_t padded = m.padded, units = p.units, all = Cell::gates * units;
    int data[4], state[4];
    for (int g = 0; g < Cell::gates; ++g) data[g] = Layout::data_of(g), state[g] = Layout::state_of(g) - Layout::state_first;
    const int64_t strips = (m.wide + 2 * LANES - 1) / (2 * LANES), state_strips = (padded + 2 * LANES - 1) / (2 * LANES);
    share(strips + state_strips, p.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t s = begin; s < end; ++s) {
            if (s < strips) {
                pack_turned(p.kernel, p.features, all, units, padded, m.data, data, 0, m.data * padded, s, m.wide, m.wt);
                continue;
            }
            pack_turned(p.recurrent, units, all, units, padded, m.state, state, 0, m.state * padded, s - strips, padded, m.ut);
            const int first[1] = {0};
            if (before) pack_turned(p.recurrent, units, all, units, padded, 1, first, 2, padded, s - strips, padded, m.candidate);
        }
    });
    float* memory = base + (m.total - p.threads * m.per_thread);
    for (int t = 0; t < p.threads; ++t) std::memset(memory + t * m.per_thread, 0, sizeof(float) * size_t(m.sums));
    share(p.batch, p.threads, [&](int64_t begin, int64_t end, int me) {
        in_groups(begin, end, [&](int64_t first, int64_t rows) { backward_group(p, m, first, rows, memory + me * m.per_thread); });
    });
    // What the threads found, added up in their order.
    const auto added = [&](int64_t place) {
        float sum = 0.0f;
        for (int t = 0; t < p.threads; ++t) sum += memory[t * m.per_thread + place];
        return sum;
    };
    share(p.features + units, p.threads, [&](int64_t begin, int64_t end, int) {
        for (int64_t i = begin; i < end; ++i) {
            const bool of_data = i < p.features;
            const int64_t k = of_data ? i : i - p.features;
            float* to = (of_data ? p.dw : p.du) + k * all;
            for (int64_t g = 0; g < Cell::gates; ++g) {
                int64_t from = of_data ? m.dw + k * m.dw_row + data[g] * padded : m.du + k * m.du_row + state[g] * padded;
                if (before && !of_data && g == 2) from = m.dk + k * padded;
                for (int64_t u = 0; u < units; ++u) to[g * units + u] = added(from + u);
            }
        }
    });
    for (int64_t g = 0; g < Cell::gates; ++g)
        for (int64_t u = 0; u < units; ++u) {
            p.db[g * units + u] = added(m.db + Layout::data_of(int(g)) * padded + u);
            if (p.memory == Memory::gru) p.db[all + g * units + u] = added(m.db + Layout::state_of(int(g)) * padded + u);
        }
}

// --- by kind ------------------------------------------------------------------------------------------------------------

template <class Call>
auto of_kind(Memory memory, Call call) {
    switch (memory) {
        case Memory::lstm: return call(Lstm{});
        case Memory::gru: return call(Gru{});
        case Memory::gru_before: return call(GruBefore{});
        default: return call(Plain{});
    }
}

size_t forward_bytes(const RecurrentProblem& p) {
    return of_kind(p.memory, [&](auto cell) { return sizeof(float) * size_t(ForwardMemory<decltype(cell)>(p, nullptr).total); });
}
void run_forward(const RecurrentProblem& p, char* scratch) {
    of_kind(p.memory, [&](auto cell) { forward<decltype(cell)>(p, scratch); });
}
size_t backward_bytes(const RecurrentProblem& p) {
    return of_kind(p.memory, [&](auto cell) { return sizeof(float) * size_t(BackwardMemory<decltype(cell)>(p, nullptr).total); });
}
void run_backward(const RecurrentProblem& p, char* scratch) {
    of_kind(p.memory, [&](auto cell) { backward<decltype(cell)>(p, scratch); });
}

}  // namespace
}  // namespace badak
