/*
 * The PCI server in the running system, asked by way of libdriver/pci.h.
 *
 * Without arguments the program is the runner, the first user process. It has RS
 * start this program again in one role after the other, as a driver with a function
 * of its own or without one; a role says by its end how it went.
 */
#ifndef PCITEST_H
#define PCITEST_H

#include <libdriver/pci.h>

/* On a driver's thread; those that return have found all well. `argument` is argv[2]. */
typedef void role_function(u32 argument);

/* roles.c */
role_function find_role;     /* ends with the first network card's function as status, -ENOENT without one */
role_function ports_role;    /* ends with its card's ports as status: PORTS */
role_function stranger_role; /* FUNCTION, which is not its own */
role_function driver_role;   /* FUNCTION, its own */
role_function reset_role;    /* FUNCTION, its own, whose ports it may use */

/* A card's ports in one number that is not negative. */
#define PORTS(first, count) ((s32)((first) | (count) << 16))
#define PORTS_FIRST(ports) ((u16)(ports))
#define PORTS_COUNT(ports) ((u32)(ports) >> 16)

/* Ends the role. */
_Noreturn void pass(s32 status);

/* Panics when they differ. */
void must(const char *what, s32 found, s32 expected);

#endif
