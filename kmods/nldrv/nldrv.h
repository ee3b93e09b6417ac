/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * nldrv.h - the messages between an nldrv module and its clients.
 *
 * A driver that reports its interrupts to one registered application. Included
 * by every generation of the module and by the C clients, so it uses nothing
 * but linux/types.h. All numbers travel in host byte order.
 *
 * The application sends NLDRV_MSG_USER, and from then on gets one
 * NLDRV_MSG_PACKET for every interrupt and every tick of the driver's timer.
 * Only the last one to register gets them. Nothing is acknowledged.
 */
#ifndef NLMATRIX_NLDRV_H
#define NLMATRIX_NLDRV_H

#include <linux/types.h>

#define NLDRV_PROTO		29

/*
 * The device: a 16550 UART without a driver of its own. Letting it interrupt
 * for an empty transmitter, which it always has, makes it interrupt at once.
 */
#define NLDRV_IO		0x3e8
#define NLDRV_IRQ		6

/* Types below 0x10 belong to netlink itself. */
enum nldrv_msg {
	/* No payload: registers the sender's port. */
	NLDRV_MSG_USER		= 0x10,
	/* Payload: struct nldrv_trigger. */
	NLDRV_MSG_TRIGGER	= 0x11,
	/* From the kernel, payload: struct packet_info. */
	NLDRV_MSG_PACKET	= 0x12,
};

enum nldrv_source {
	NLDRV_SOURCE_TIMER	= 0,
	NLDRV_SOURCE_IRQ	= 1,
	NLDRV_SOURCES
};

/*
 * Makes @source go off @count times, one after the other. Refused (counted in
 * `rejected`) while the source is still busy with an earlier request.
 */
struct nldrv_trigger {
	__u32 source;
	__u32 count;	/* 1 to NLDRV_COUNT_MAX */
};

#define NLDRV_COUNT_MAX		100000

/* Bits of packet_info.context: what the kernel said about itself at the time. */
#define NLDRV_IN_HARDIRQ	1
#define NLDRV_IN_SOFTIRQ	2

/* The article's name. The header has sequence number 0 and port 0. */
struct packet_info {
	__u32 source;	/* enum nldrv_source */
	__u32 number;	/* sequential number within its request, from 1 */
	__u32 context;	/* in which it was built */
	__u32 irq;	/* the line, 0 for the timer */
};

/*
 * /sys/module/nldrv/parameters/ (read-only, decimal):
 *   port        port of the registered application, 0 if none
 *   interrupts  interrupts that the device caused
 *   sent        messages that the kernel took for delivery
 *   unheard     events for which nobody was registered
 *   failed      messages that could not be built or sent
 *   last_error  positive errno of the last failure, 0 if none
 *   rejected    messages with a bad length, type, source or count
 * A port that is gone (ECONNREFUSED) is forgotten.
 */

#endif /* NLMATRIX_NLDRV_H */
