/* Jumps that put the signal mask back, so that they may leave a signal handler. */
#include <setjmp.h>
#include <signal.h>

void
sigjmp_save_mask(sigjmp_buf place, int save)
{
	place->mask_saved = save != 0 && sigprocmask(SIG_BLOCK, NULL, &place->mask) == 0;
}

_Noreturn void
siglongjmp(sigjmp_buf place, int value)
{
	if (place->mask_saved)
		sigprocmask(SIG_SETMASK, &place->mask, NULL);
	longjmp(place, value);
}
