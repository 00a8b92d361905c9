/* The parts of fsfuzz. */
#ifndef FSFUZZ_H
#define FSFUZZ_H

/* Says what failed and why, and ends the program. */
_Noreturn void fail(const char *what);

/* ---- random.c: the same numbers for the same seed ---- */
void random_start(unsigned seed);
unsigned random_below(unsigned limit);

/* ---- use.c ---- */
/* Reads and changes what is in the root directory, as far as it lets itself be used. */
void use_directory(void);

#endif
