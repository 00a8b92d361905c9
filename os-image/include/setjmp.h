/* Jumps to where a function's caller stands; the sig forms keep the signal mask too. */
#ifndef SETJMP_H
#define SETJMP_H

typedef struct {
	unsigned long registers[6]; /* EBX ESI EDI EBP ESP EIP: lib/libc/setjmp/setjmp.S */
	unsigned mask_saved;
	unsigned mask;
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf place) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf place, int value);

void sigjmp_save_mask(sigjmp_buf place, int save);
/* A macro, since the caller of setjmp has to be the function that is jumped back to. */
#define sigsetjmp(place, save) (sigjmp_save_mask(place, save), setjmp(place))
_Noreturn void siglongjmp(sigjmp_buf place, int value);

#endif
