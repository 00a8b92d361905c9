/*
 * The registers of the primary ATA channel at its legacy ports, and of the bus
 * master that serves it. Names are those of ATA/ATAPI-6 (T13 1410D), chapter 7,
 * and of Intel's "Programming Interface for Bus Master IDE Controller" 1.0.
 */
#ifndef AT_DISK_REGISTERS_H
#define AT_DISK_REGISTERS_H

#include <kintsugi/types.h>

/* Command block */
#define ATA_DATA 0u /* 16 bits wide */
#define ATA_ERROR 1u    /* read */
#define ATA_FEATURES 1u /* written */
#define ATA_COUNT 2u
#define ATA_LBA_LOW 3u
#define ATA_LBA_MID 4u
#define ATA_LBA_HIGH 5u
#define ATA_DEVICE 6u
#define ATA_STATUS 7u /* read: the interrupt is acknowledged */
#define ATA_COMMAND 7u

/* ATA_STATUS */
#define ATA_BSY 0x80u
#define ATA_DRDY 0x40u
#define ATA_DF 0x20u
#define ATA_DRQ 0x08u
#define ATA_ERR 0x01u
#define ATA_STATUS_FLOATING 0xffu /* nobody drives the bus */

/* ATA_DEVICE */
#define ATA_DEVICE_LBA 0xe0u /* with the two bits that used to be always 1 */
#define ATA_DEVICE_SECOND 0x10u
#define ATA_DEVICE_LBA_BITS 0x0fu /* 27 to 24 of a 28-bit address */

/* Device control */
#define ATA_CONTROL_SRST 0x04u
#define ATA_CONTROL_NIEN 0x02u /* no interrupts */

/* Bus master command */
#define MASTER_START 0x01u
#define MASTER_TO_MEMORY 0x08u

/* Bus master status */
#define MASTER_ACTIVE 0x01u
#define MASTER_ERROR 0x02u     /* cleared by writing 1 */
#define MASTER_INTERRUPT 0x04u /* likewise */
#define MASTER_CAPABLE 0x60u   /* what the firmware noted about the drives; to be kept */

u8 ata_in(u32 reg);
void ata_out(u32 reg, u8 value);
u8 ata_alternate_status(void); /* without acknowledging the interrupt */
void ata_control(u8 value);
void ata_data_in(void *to, u32 bytes); /* bytes is even */
void ata_data_out(const void *from, u32 bytes);

/* The bus master's ports; 0 or none set: there is no bus master. */
void master_set_base(u16 base);
int master_exists(void);
u8 master_status(void);
void master_status_out(u8 value);
void master_command(u8 value);
void master_table(u32 phys);

#endif
