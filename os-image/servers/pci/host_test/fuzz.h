/* Random buses and random requests about them, by seed. */
#ifndef PCI_FUZZ_H
#define PCI_FUZZ_H

#include <kintsugi/types.h>

typedef u32 fuzz_ask(u32 source, u32 type, u32 first, u32 second, u32 third, u32 fourth);
typedef void fuzz_own(u32 source, u32 function);

/* NULL, or which promise was broken. */
const char *fuzz_case(u32 seed, fuzz_ask *ask, fuzz_own *own);

#endif
