/*
 * Four bytes at once, for scans through memory. A word that is read at an
 * aligned address never crosses into a page that its first byte is not in, so
 * that reading beyond the end of a string does no harm.
 */
#ifndef STRING_WORDS_H
#define STRING_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define WORD_SIZE sizeof(uint32_t)
#define EACH_BYTE(byte) ((uint32_t)(unsigned char)(byte) * 0x01010101u)
#define LOW_BITS 0x01010101u
#define HIGH_BITS 0x80808080u

/* Memory of any type seen as words. */
typedef uint32_t __attribute__((may_alias)) word_t;
typedef uint32_t __attribute__((may_alias, aligned(1))) unaligned_word_t;

/* Not 0 when some byte of the word is 0: only then does a subtraction borrow into its high bit. */
static inline uint32_t
has_zero_byte(uint32_t word)
{
	return (word - LOW_BITS) & ~word & HIGH_BITS;
}

static inline int
is_word_aligned(const void *address)
{
	return ((uintptr_t)address & (WORD_SIZE - 1)) == 0;
}

#endif
