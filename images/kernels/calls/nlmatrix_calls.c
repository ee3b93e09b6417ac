// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlmatrix_calls - lets one call fail that another module makes.
 *
 * A kprobe is on each of the functions below. Calls from code of other modules
 * are counted, and the one that was asked for does not reach its function: the
 * caller gets what that gives when it fails, and what it handed over is given
 * back, where the function would have done so.
 *
 * The kernel's own fail_function does that for functions which are marked for it
 * (ALLOW_ERROR_INJECTION), and none of those that modules call is.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/skbuff.h>

static int left;
module_param(left, int, 0644);
MODULE_PARM_DESC(left, "the how manieth call from now on fails; 0: none does");

/* As the kernel tells of an allocation that fails (lib/fault-inject.c). */
static noinline void calls_tell(const char *name)
{
	pr_notice("FAULT_INJECTION: forcing a failure.\nname %s\n", name);
	dump_stack();
}

#define FAILS(_type, _name, _value)				\
static noinline _type should_fail_##_name(void)			\
{								\
	calls_tell(#_name);					\
	return _value;						\
}

/* What these take belongs to them, sent or not. */
static noinline int should_fail_netlink_unicast(void *sk, struct sk_buff *skb)
{
	calls_tell("netlink_unicast");
	kfree_skb(skb);
	return -EAGAIN;
}

static noinline int should_fail_netlink_broadcast(void *sk,
						  struct sk_buff *skb)
{
	calls_tell("netlink_broadcast");
	kfree_skb(skb);
	return -ENOBUFS;
}

/* It is the caller's to put the kobject, which is one by then. */
static noinline int should_fail_kobject_init_and_add(struct kobject *kobj,
						     struct kobj_type *type)
{
	calls_tell("kobject_init_and_add");
	kobject_init(kobj, type);
	return -ENOMEM;
}

FAILS(void *, __netlink_kernel_create, NULL)
FAILS(void *, genlmsg_put, NULL)
FAILS(int, genl_register_family, -ENOMEM)
FAILS(void *, class_create, ERR_PTR(-ENOMEM))
FAILS(void *, device_create, ERR_PTR(-ENOMEM))
FAILS(int, device_add, -ENOMEM)
FAILS(int, misc_register, -ENOMEM)
FAILS(int, __register_chrdev, -EBUSY)
FAILS(int, alloc_chrdev_region, -EBUSY)
FAILS(int, cdev_add, -ENOMEM)
FAILS(void *, proc_create, NULL)
FAILS(void *, proc_create_data, NULL)
FAILS(void *, proc_mkdir, NULL)
FAILS(int, sysfs_create_group, -ENOMEM)
FAILS(int, request_threaded_irq, -EBUSY)
FAILS(int, nf_register_net_hook, -ENOMEM)
FAILS(int, nf_register_net_hooks, -ENOMEM)
FAILS(int, register_netdevice, -ENOMEM)
FAILS(int, register_netdev, -ENOMEM)
FAILS(int, register_pernet_subsys, -ENOMEM)
FAILS(int, register_netdevice_notifier, -ENOMEM)
FAILS(void *, kthread_create_on_node, ERR_PTR(-ENOMEM))
FAILS(void *, alloc_workqueue, NULL)
FAILS(void *, platform_device_register_full, ERR_PTR(-ENOMEM))

static int calls_before(struct kprobe *probe, struct pt_regs *regs);
static void calls_after(struct kprobe *probe, struct pt_regs *regs,
			unsigned long flags)
{
}

struct calls_probe {
	struct kprobe probe;
	void *instead;
	bool is_there;
};

/* With a handler behind it, a probe is no jump: the first handler goes elsewhere. */
#define PROBE(_name) {						\
	.probe = {						\
		.symbol_name = #_name,				\
		.pre_handler = calls_before,			\
		.post_handler = calls_after,			\
	},							\
	.instead = should_fail_##_name,				\
}

static struct calls_probe calls_probes[] = {
	PROBE(netlink_unicast),
	PROBE(netlink_broadcast),
	PROBE(kobject_init_and_add),
	PROBE(__netlink_kernel_create),
	PROBE(genlmsg_put),
	PROBE(genl_register_family),
	PROBE(class_create),
	PROBE(device_create),
	PROBE(device_add),
	PROBE(misc_register),
	PROBE(__register_chrdev),
	PROBE(alloc_chrdev_region),
	PROBE(cdev_add),
	PROBE(proc_create),
	PROBE(proc_create_data),
	PROBE(proc_mkdir),
	PROBE(sysfs_create_group),
	PROBE(request_threaded_irq),
	PROBE(nf_register_net_hook),
	PROBE(nf_register_net_hooks),
	PROBE(register_netdevice),
	PROBE(register_netdev),
	PROBE(register_pernet_subsys),
	PROBE(register_netdevice_notifier),
	PROBE(kthread_create_on_node),
	PROBE(alloc_workqueue),
	PROBE(platform_device_register_full),
};

/* At a function's first byte the stack's top is where it was called from. */
static int calls_before(struct kprobe *probe, struct pt_regs *regs)
{
	struct calls_probe *own = container_of(probe, struct calls_probe, probe);
	unsigned long from = regs_get_kernel_stack_nth(regs, 0);

	if (from < MODULES_VADDR || from >= MODULES_END ||
	    within_module(from, THIS_MODULE))
		return 0;
	if (left <= 0 || --left)
		return 0;
	regs->ip = (unsigned long)own->instead;
	return 1;
}

static int __init calls_init(void)
{
	size_t i;

	/* Not every kernel has each: it has no calls of it then. */
	for (i = 0; i < ARRAY_SIZE(calls_probes); i++)
		calls_probes[i].is_there =
			!register_kprobe(&calls_probes[i].probe);
	return 0;
}
module_init(calls_init);

static void __exit calls_exit(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls_probes); i++)
		if (calls_probes[i].is_there)
			unregister_kprobe(&calls_probes[i].probe);
}
module_exit(calls_exit);

MODULE_DESCRIPTION("nlmatrix: lets calls of other modules fail");
MODULE_LICENSE("GPL");
