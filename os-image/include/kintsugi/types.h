/* Fixed-width types shared by firmware, loader, kernel, servers and drivers. */
#ifndef KINTSUGI_TYPES_H
#define KINTSUGI_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define PAGE_SIZE 4096u
#define PAGE_MASK (PAGE_SIZE - 1u)
#define ROUND_UP(x, to) (((x) + ((to)-1u)) & ~((to)-1u))
#define ROUND_DOWN(x, to) ((x) & ~((to)-1u))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
