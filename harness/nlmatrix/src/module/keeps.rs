//! What a module can leave behind that no table of the kernel lists: only what it calls the kernel's functions for.
//!
//! A timer, a work, a notifier, a hook, a lock that is kept: the kernel is told about each by a call. A module that
//! only calls functions listed here makes no such call, so nothing of it can be met when the kernel is shaken.

use object::{Object as _, ObjectSymbol as _};

/// Prefixes of functions that keep nothing of their caller's, or keep it under a name that the leak snapshot lists.
/// All functions with such a prefix count, since families grow from version to version (`kmalloc_trace_noprof`).
const FAMILIES: &[&str] = &[
    // Inserted by the compiler and the kernel's options.
    "__fentry__",
    "__x86_",
    "__stack_chk_",
    "__ref_stack_chk_guard",
    "__ubsan_",
    "__fortify_panic",
    "fortify_panic",
    "__check_object_size",
    "__SCT__cond_resched",
    "__SCT__might_resched",
    "__SCT__preempt_schedule",
    "__cond_resched",
    "__preempt_count",
    "preempt_schedule",
    "pcpu_hot",
    "const_pcpu_hot",
    "current_task",
    "__list_add_valid",
    "__list_del_entry_valid",
    "__warn_printk",
    "alt_cb_patch_nops",
    "BUG_func",
    "pv_ops",
    "__dynamic_pr_debug",
    "refcount_warn_saturate",
    // Bits and words.
    "_printk",
    "printk",
    "snprintf",
    "scnprintf",
    "sprintf",
    "vsnprintf",
    "seq_",
    "___ratelimit",
    // Memory, and operations on it: load-unload counts what is lost.
    "kmalloc_caches",
    "kmalloc_trace",
    "kmem_cache_alloc_trace",
    "__kmalloc",
    "random_kmalloc_seed",
    "kfree",
    "kvfree",
    "vfree",
    "vmalloc",
    "vzalloc",
    "krealloc",
    "kmemdup",
    "kstrdup",
    "mem",
    "str",
    "sized_strscpy",
    "kstrto",
    "simple_strto",
    "idr_",
    "ida_",
    "xa_",
    "rb_",
    "sort",
    "find_",
    "_find_",
    "get_random_",
    // User memory.
    "_copy_from_user",
    "_copy_to_user",
    "copy_from_user",
    "copy_to_user",
    "__get_user_",
    "__put_user_",
    "simple_read_from_buffer",
    "simple_write_to_buffer",
    // Messages.
    "__alloc_skb",
    "skb_put",
    "skb_pull",
    "skb_push",
    "skb_trim",
    "kfree_skb",
    "consume_skb",
    "sk_skb_reason_drop",
    "nla_",
    "__nla_",
    "__nlmsg_put",
    "__nlmsg_parse",
    "genlmsg_",
    "genl_register_family",
    "genl_unregister_family",
    "netlink_unicast",
    "netlink_broadcast",
    "netlink_ack",
    "netlink_rcv_skb",
    "netlink_has_listeners",
    "netlink_kernel_create",
    "__netlink_kernel_create",
    "netlink_kernel_release",
    "netlink_capable",
    "do_trace_netlink_extack",
    "init_net",
    // Locks, of which it can only have its own, and waiting for others.
    "_raw_spin_",
    "_raw_read_",
    "_raw_write_",
    "mutex_",
    "__mutex_init",
    "__rcu_read_",
    "__local_bh_enable_ip",
    "__wake_up",
    "__init_waitqueue_head",
    "init_wait_entry",
    "prepare_to_wait",
    "finish_wait",
    "msleep",
    "usleep_range",
    "__const_udelay",
    "__udelay",
    "ktime_get",
    "jiffies",
    "schedule_timeout",
    // What it is told, and where it runs.
    "param_ops_",
    "param_array_ops",
    "capable",
    "ns_capable",
    "module_put",
    "try_module_get",
    "__module_get",
    // Entries that have names.
    "proc_create",
    "proc_mkdir",
    "proc_remove",
    "remove_proc_",
    "single_open",
    "single_release",
    "noop_llseek",
    "misc_register",
    "misc_deregister",
    "__register_chrdev",
    "__unregister_chrdev",
];

/// Prefixes that match one above but are exceptions.
const OTHERS: &[&str] = &["mempool_", "kfree_call_rcu", "kvfree_call_rcu", "memory_", "strp_"];

/// Can the module `ko` leave something behind that has no name?
pub fn keeps_unnamed(ko: &[u8]) -> bool {
    let Ok(file) = object::File::parse(ko) else { return true };
    let mut imports =
        file.symbols().filter(|it| it.is_undefined()).map(|it| it.name().unwrap_or("?").to_owned());
    imports.any(|name| !name.is_empty() && !is_harmless(&name))
}

fn is_harmless(name: &str) -> bool {
    let is_of = |list: &[&str]| list.iter().any(|it| name.starts_with(it));
    is_of(FAMILIES) && !is_of(OTHERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::of_every_module(&["__fentry__", "__x86_return_thunk", "_printk", "param_ops_int"], true)]
    #[case::of_a_family(&["genl_register_family", "genlmsg_put", "nla_put", "init_net", "netlink_unicast"], true)]
    #[case::of_later_versions(&["__kmalloc_cache_noprof", "kmalloc_trace_noprof", "sk_skb_reason_drop"], true)]
    #[case::timer(&["_printk", "mod_timer"], false)]
    #[case::timer_of_6_15(&["timer_init_key"], false)]
    #[case::work(&["queue_work_on"], false)]
    #[case::notifier(&["register_netdevice_notifier"], false)]
    #[case::reboot_notifier(&["register_reboot_notifier"], false)]
    #[case::hook(&["nf_register_net_hook"], false)]
    #[case::namespace(&["register_pernet_subsys"], false)]
    #[case::a_lock_of_the_kernels(&["rtnl_lock"], false)]
    #[case::shrinker(&["shrinker_register"], false)]
    #[case::a_list_of_the_kernels(&["init_task"], false)]
    #[case::callback(&["call_rcu"], false)]
    #[case::callback_of_a_pool(&["mempool_create"], false)]
    #[case::thread(&["kthread_create_on_node"], false)]
    #[case::hrtimer(&["hrtimer_init"], false)]
    #[case::socket(&["sock_create_kern"], false)]
    fn what_gives_the_kernel_something_to_call_is_seen(
        #[case] names: &[&str],
        #[case] harmless: bool,
    ) {
        assert_eq!(names.iter().all(|name| is_harmless(name)), harmless);
    }

    #[test]
    fn what_cannot_be_read_may_keep_anything() {
        assert!(keeps_unnamed(b"no module"));
    }
}
