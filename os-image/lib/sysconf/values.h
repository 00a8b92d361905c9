/*
 * What single words mean: numbers, sizes, times, ranges of ports, PCI functions.
 * Each returns whether the word is one, and only then sets what is pointed to.
 */
#ifndef SYSCONF_VALUES_H
#define SYSCONF_VALUES_H

#include "lexer.h"

/* Decimal, or hexadecimal behind 0x; of 32 bits. */
int conf_number(const struct token *token, u32 *value);

/* The same with k or m behind it, for times 1024 or times 1024 * 1024: bytes. */
int conf_size(const struct token *token, u32 *bytes);

/* A number with ms or s behind it. */
int conf_time(const struct token *token, u32 *ms);

/* FIRST-LAST or a single port. */
int conf_ports(const struct token *token, struct io_range *ports);

/* VENDOR.DEVICE, four hexadecimal digits each. */
int conf_pci_device(const struct token *token, struct pci_match *match);

/* CLASS, CLASS.SUBCLASS or CLASS.SUBCLASS.INTERFACE, two hexadecimal digits each. */
int conf_pci_class(const struct token *token, struct pci_match *match);

#endif
