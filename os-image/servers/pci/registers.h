/*
 * Registers of PCI configuration space: PCI Local Bus Specification 2.2, chapter 6
 * and appendix H, and PCI Bus Power Management Interface Specification 1.1, chapter 3.
 * Those that drivers may write are in proto/pci.h.
 */
#ifndef PCI_REGISTERS_H
#define PCI_REGISTERS_H

#include <proto/pci.h>

#define CONFIG_SPACE_BYTES 256u

#define VENDOR_ID 0x00u
#define VENDOR_NONE 0xffffu /* nobody answers */
#define DEVICE_ID 0x02u
#define STATUS 0x06u
#define STATUS_CAPABILITIES 0x0010u
#define REVISION_ID 0x08u
#define PROGRAMMING_INTERFACE 0x09u
#define SUB_CLASS 0x0au
#define BASE_CLASS 0x0bu
#define CACHE_LINE_SIZE 0x0cu
#define LATENCY_TIMER 0x0du
#define HEADER_TYPE 0x0eu
#define HEADER_MULTIFUNCTION 0x80u
#define HEADER_LAYOUT 0x7fu
#define LAYOUT_DEVICE 0u
#define LAYOUT_BRIDGE 1u /* PCI to PCI */
#define BAR_FIRST 0x10u
#define BAR_BYTES 4u
#define SECONDARY_BUS 0x19u /* LAYOUT_BRIDGE */
#define EXPANSION_ROM 0x30u /* LAYOUT_DEVICE */
#define CAPABILITIES_POINTER 0x34u
#define INTERRUPT_LINE 0x3cu
#define INTERRUPT_PIN 0x3du /* 0: it has no interrupt */

#define BAR_IS_IO 0x1u
#define BAR_IO_ADDRESS 0xfffffffcu
#define BAR_MEMORY_TYPE 0x6u
#define BAR_MEMORY_64BIT 0x4u
#define BAR_MEMORY_ADDRESS 0xfffffff0u

#define CLASS_STORAGE 0x01u
#define SUB_CLASS_IDE 0x01u
#define IDE_PRIMARY_NATIVE 0x01u   /* in the interface: the channel is where BARs 0 and 1 say */
#define IDE_SECONDARY_NATIVE 0x04u /* likewise, BARs 2 and 3; else at the legacy ports */

/* A capability is a list element: its id, then the offset of the next. */
#define CAPABILITY_ID 0u
#define CAPABILITY_NEXT 1u
#define CAPABILITY_POWER 0x01u

/* Of CAPABILITY_POWER, from its beginning */
#define POWER_CONTROL 4u /* 16 bits wide */
#define POWER_STATE 0x0003u
#define POWER_D0 0x0000u
#define POWER_D3HOT 0x0003u
#define POWER_NO_SOFT_RESET 0x0008u /* leaving D3hot resets nothing */
#define POWER_PME_STATUS 0x8000u /* a 1 clears it */

#endif
