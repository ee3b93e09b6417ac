/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nldrv-core.h - the part of nldrv that is the same in every generation.
 *
 * Only symbols that kept their form from 2.6.9 to today may be used here. What
 * drifted (the netlink socket, building and sending an skb, the prototypes of
 * the timer's and the interrupt's handler) stays in a generation's .c file.
 */
#ifndef NLMATRIX_NLDRV_CORE_H
#define NLMATRIX_NLDRV_CORE_H

#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/serial_reg.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <asm/io.h>

#include "nldrv.h"

static unsigned int port;
module_param(port, uint, 0444);
MODULE_PARM_DESC(port, "port of the registered application");

static unsigned int interrupts;
module_param(interrupts, uint, 0444);
MODULE_PARM_DESC(interrupts, "interrupts that were the device's");

static unsigned int sent;
module_param(sent, uint, 0444);
MODULE_PARM_DESC(sent, "messages taken for delivery");

static unsigned int unheard;
module_param(unheard, uint, 0444);
MODULE_PARM_DESC(unheard, "events that nobody was registered for");

static unsigned int failed;
module_param(failed, uint, 0444);
MODULE_PARM_DESC(failed, "messages that could not be built or sent");

static unsigned int last_error;
module_param(last_error, uint, 0444);
MODULE_PARM_DESC(last_error, "errno of the last failure");

static unsigned int rejected;
module_param(rejected, uint, 0444);
MODULE_PARM_DESC(rejected, "messages with a bad length, type, source or count");

/*
 * The lock guards the port and the counts. The article takes it with
 * write_lock_bh(), which does not keep out its own interrupt handler: on one
 * processor that is a deadlock.
 */
struct nldrv_device {
	spinlock_t lock;
	struct timer_list timer;
	u32 left[NLDRV_SOURCES];
	u32 number[NLDRV_SOURCES];
	int running;
};

static struct nldrv_device nldrv;

/*
 * Send @packet to port @to. Called in atomic context: may neither sleep for
 * memory nor wait for room. Return 0 or a negative errno.
 */
static int nldrv_send(u32 to, const struct packet_info *packet);

/* Subtract one event from @source's count; return 0 if there is none. */
static int nldrv_take(u32 source, struct packet_info *packet, u32 *to)
{
	unsigned long flags;
	int taken = 0;

	spin_lock_irqsave(&nldrv.lock, flags);
	if (nldrv.running && nldrv.left[source]) {
		nldrv.left[source]--;
		packet->number = ++nldrv.number[source];
		*to = port;
		taken = 1;
	}
	spin_unlock_irqrestore(&nldrv.lock, flags);
	return taken;
}

static void nldrv_account(int err, u32 to)
{
	unsigned long flags;

	spin_lock_irqsave(&nldrv.lock, flags);
	if (!err) {
		sent++;
	} else {
		failed++;
		last_error = -err;
	}
	if (err == -ECONNREFUSED && port == to)
		port = 0;
	spin_unlock_irqrestore(&nldrv.lock, flags);
}

/* Add one to @count, which does not count events that were sent. */
static void nldrv_count(unsigned int *count)
{
	unsigned long flags;

	spin_lock_irqsave(&nldrv.lock, flags);
	++*count;
	spin_unlock_irqrestore(&nldrv.lock, flags);
}

/* Report one event to the application; return whether another follows. */
static int nldrv_event(u32 source)
{
	struct packet_info packet;
	u32 to = 0;

	memset(&packet, 0, sizeof(packet));
	if (!nldrv_take(source, &packet, &to))
		return 0;
	packet.source = source;
	packet.irq = source == NLDRV_SOURCE_IRQ ? NLDRV_IRQ : 0;
	packet.context = (hardirq_count() ? NLDRV_IN_HARDIRQ : 0) |
			 (softirq_count() ? NLDRV_IN_SOFTIRQ : 0);
	if (to)
		nldrv_account(nldrv_send(to, &packet), to);
	else
		nldrv_count(&unheard);
	return nldrv.left[source] != 0;
}

/* The line has to fall before it can rise again. */
static void nldrv_raise(void)
{
	outb(0, NLDRV_IO + UART_IER);
	outb(UART_IER_THRI, NLDRV_IO + UART_IER);
}

/* The body of the interrupt handler; return whether the device caused it. */
static int nldrv_handle_irq(void)
{
	/* Reading it clears the interrupt. */
	if (inb(NLDRV_IO + UART_IIR) & UART_IIR_NO_INT)
		return 0;
	outb(0, NLDRV_IO + UART_IER);
	interrupts++;
	if (nldrv_event(NLDRV_SOURCE_IRQ))
		nldrv_raise();
	return 1;
}

/* The body of the timer's handler. */
static void nldrv_handle_timer(struct nldrv_device *device)
{
	if (nldrv_event(NLDRV_SOURCE_TIMER))
		mod_timer(&device->timer, jiffies + 1);
}

static int nldrv_trigger(const struct nlmsghdr *nlh, int len)
{
	struct nldrv_trigger trigger;
	unsigned long flags;
	int err = -EBUSY;

	if (len < (int)sizeof(trigger))
		return -EINVAL;
	memcpy(&trigger, NLMSG_DATA(nlh), sizeof(trigger));
	if (trigger.source >= NLDRV_SOURCES || !trigger.count ||
	    trigger.count > NLDRV_COUNT_MAX)
		return -EINVAL;

	spin_lock_irqsave(&nldrv.lock, flags);
	if (nldrv.running && !nldrv.left[trigger.source]) {
		nldrv.left[trigger.source] = trigger.count;
		nldrv.number[trigger.source] = 0;
		err = 0;
		if (trigger.source == NLDRV_SOURCE_TIMER)
			mod_timer(&nldrv.timer, jiffies + 1);
		else
			nldrv_raise();
	}
	spin_unlock_irqrestore(&nldrv.lock, flags);
	return err;
}

static int nldrv_register(u32 from)
{
	unsigned long flags;

	spin_lock_irqsave(&nldrv.lock, flags);
	port = from;
	spin_unlock_irqrestore(&nldrv.lock, flags);
	return 0;
}

static int nldrv_dispatch(const struct nlmsghdr *nlh, int len, u32 from)
{
	switch (nlh->nlmsg_type) {
	case NLDRV_MSG_USER:
		return nldrv_register(from);
	case NLDRV_MSG_TRIGGER:
		return nldrv_trigger(nlh, len);
	default:
		return -EINVAL;
	}
}

/*
 * Handle every message in the @len bytes at @nlh, sent by port @from. The
 * article trusts nlmsg_pid instead, so anybody could register anybody.
 */
static void nldrv_receive(struct nlmsghdr *nlh, int len, u32 from)
{
	while (NLMSG_OK(nlh, len)) {
		if (nldrv_dispatch(nlh, nlh->nlmsg_len - NLMSG_LENGTH(0), from))
			nldrv_count(&rejected);
		nlh = NLMSG_NEXT(nlh, len);
	}
	/* NLMSG_NEXT takes off the aligned length, so the end may be below 0. */
	if (len > 0)
		nldrv_count(&rejected);
}

/* Without a device an empty bus reads as ones. */
static int nldrv_prepare(void)
{
	spin_lock_init(&nldrv.lock);
	return inb(NLDRV_IO + UART_LSR) == 0xff ? -ENODEV : 0;
}

/* No event is sent before this, nor after nldrv_stop(). */
static void nldrv_start(void)
{
	nldrv.running = 1;
}

static void nldrv_stop(void)
{
	unsigned long flags;

	spin_lock_irqsave(&nldrv.lock, flags);
	nldrv.running = 0;
	outb(0, NLDRV_IO + UART_IER);
	spin_unlock_irqrestore(&nldrv.lock, flags);
}

MODULE_DESCRIPTION("tells an application of interrupts over netlink");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_NLDRV_CORE_H */
