/* The module's allocator. */
#ifndef NET_WASM_MEMORY_H
#define NET_WASM_MEMORY_H

#include <kintsugi/types.h>

void *memory_allocate(u32 bytes); /* NULL: none is left */
void memory_release(void *memory, u32 bytes);

/*
 * What a copy of the module has to have, as long as it is not running: before it there is an
 * empty stack, and behind it nothing has ever been written.
 */
u32 memory_start(void);
u32 memory_end(void);

#endif
