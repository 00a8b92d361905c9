/*
 * Whether this process is a server or driver. Those have no VFS under them:
 * what they print goes to the kernel's console and log.
 */
#ifndef LIBC_PROCESS_KIND_H
#define LIBC_PROCESS_KIND_H

int process_is_system(void);

#endif
