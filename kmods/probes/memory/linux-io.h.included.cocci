// SPDX-License-Identifier: GPL-2.0-only
// step: linux/io.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/io.h
// words: virt_to_phys phys_to_virt ioremap iounmap readb readw readl writeb writew writel inb inw inl outb outw outl inb_p outb_p ioread8 ioread16 ioread32 iowrite8 iowrite16 iowrite32 memcpy_toio memcpy_fromio
// probe: none (the header was always there)
