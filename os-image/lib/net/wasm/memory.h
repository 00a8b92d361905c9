/* The module's allocator. */
#ifndef NET_WASM_MEMORY_H
#define NET_WASM_MEMORY_H

#include <kintsugi/types.h>

void *memory_allocate(u32 bytes); /* NULL: none is left */
void memory_release(void *memory, u32 bytes);
u32 memory_used(void); /* bytes from address 0 on */

#endif
