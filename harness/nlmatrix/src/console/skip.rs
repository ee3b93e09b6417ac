//! Functions that merely report what happened elsewhere, or carry out what their caller asked for.

use std::sync::{LazyLock, OnceLock};

use regex::bytes::Regex;

use super::{Kind, compile};

/// Whole names.
const NAMES: &[&str] = &[
    // Reports, and the traps that lead to them.
    r"_*(dump|show|walk|save|unwind)_(stack|trace|regs|report|address)\w*|arch_stack_walk|print_\w+|object_err|slab_err|(end|find)_report",
    r"__?die\w*|die|oops_(begin|end|enter|exit)|bust_spinlocks|crash_kexec|make_task_dead",
    r"_*warn(_on\w*)?|handle_bug|rust_helper_BUG|add_taint|get_taint|_*asm_(exc|sysvec)_\w+|exc_\w+|_*sysvec_\w+|(asm_)?common_interrupt|(smp_)?apic_timer_interrupt",
    r"_*do_(error\w*|trap\w*|general_protection|page_fault|divide_error|double_fault|user_addr_fault|kern_addr_fault|\w*kernel_fault|translation_fault|bad_area|mem_abort|debug_exception|alignment\w*|undefinstr|sp_pc_abort|tag_check_fault|DataAbort|PrefetchAbort|ade|nmi)|general_protection|(async_)?page_fault|divide_error|double_fault|error_(code|exit|entry)|_*bad_area\w*|no_context|page_fault_oops|kernelmode_fixup_or_oops|handle_page_fault|fixup_exception|search_exception_tables",
    r"el[01][ht]?_\w+|el0t_\w+|bad_mode|arm64_notify_die|brk_handler|call_break_hook|bug_handler|ret_to_user|ret_from_exception|handle_exception|handle_kernel_\w+",
    r"(data|instruction)_access_common\w*|bad_page_fault|_exception\w*|default_trap_handler|kernel_bad_stack|pgm_check_handler|do_(protection|dat)_exception|__do_pgm_check|monitor_event_exception|illegal_op",
    r"_*stack_chk_fail|handle_(bad_)?stack(_overflow)?",
    r"(end_)?repeat_nmi|unknown_nmi_error|default_do_nmi|nmi_handle|nmi_cpu_backtrace\w*|nmi_trigger_cpumask_backtrace|arch_trigger_\w*cpu\w*_backtrace",
    // The functions by which sanitizers watch code.
    r"_*kfence_\w+|_*tsan_\w+|memory_is_\w+|handle_overflow|check_(canary|region)\w*|free_debug_processing",
    // Memory, and what allocates it.
    r"k?v?free(_const|_sensitive)?|vunmap|create_object|mempool_alloc\w*|_*read_cache_page|new_slab",
    // Locks, and what checks them.
    r"(check|validate|mark|register|look_up|find|print)_(prev|prevs|noncircular|deadlock|irq|usage|flags|wait_context|chain|lock)\w*|lock_is_held\w*|_*lock_is_held|lock_(set|contended)\w*|debug_check_no_locks\w*|(spin|rwlock)_(dump|bug)|debug_(mutex|spin|rt_mutex|write|read)_\w+|mcs_spin_lock|rwsem_\w+|mutex_optimistic_spin|call_rwsem\w*|pv_queued\w*|native_queued_\w+|queued_\w+_slowpath|_*lock_page\w*|_*down(_(interruptible|killable|timeout|trylock))?|_*up",
    // What runs, wakes or waits for something on behalf of its caller.
    r"_*wait_for_c\w+|wait_for_common|do_wait_for_common|wake_up_(q|process|state)|_*cancel_(delayed_)?work\w*|kthread|ret_from_fork\w*|kernel_thread_helper|child_rip|_stext|_*switch_to\w*|context_switch|retint_\w+|trace_event_raw_event_\w+|trace_raw_output_\w+|msleep\w*|usleep_range\w*",
    // Functions of the device model, which only say that a device came or went.
    r"internal_create_group\w*|sysfs_(warn_dup|create_dir\w*|do_create\w*|add_\w+)|create_dir|_*device_release_driver\w*",
    r"crc_?\d+\w*|crc_itu_t\w*|\w*(read|write)[bwlq]|complete|ihold|iput(_final)?|put_device|(un)?lock_page\w*|copyin|copyout|format_decode|widen_string",
];

/// Parts of names.
const PARTS: &[&str] = &[
    "panic|invalid_op|report_bug|fixup_bug|rust_begin_unwind|print_report|print_address|_trap$|(show|dump|walk)_stack|dump_backtrace|stack_trace_(save|consume)|print_tainted|assertfail|program_check_(exception|common)|warn_(slowpath|alloc|bogus)|__warn",
    "sanitizer|__asan|hwasan|kasan|__msan|kmsan|ubsan|kcsan_|check_memory_region|check_(heap_)?object|read_word_at_a_time|once_.*nocheck|__fortify_report|fortify_panic",
    "alloc_page|k?v?[mzc]alloc|krealloc|kmem_cache|allocate_slab|alloc_frozen_pages|slab_|folio_(alloc|unlock)|filemap_(alloc|get)_folio|find_or_create_page|do_read_cache_(folio|page)|read_cache_page|pagecache_get_page|grab_cache_page_write_begin|__phys_addr|drop_nlink|dput$",
    "lockdep|lock_(acquire|release|class)|mark_lock|held_locks|print_unlock|imbalance_bug|bh_(en|dis)able|spin_(try|un)?lock|(read|write)_(try|un)?lock|raw_spin_rq|(down|up)_(read|write|trylock)|^_*(rt_|ww_)?mutex_|owner_on_cpu|osq_(un)?lock|seqprop_assert|lock_timer_base|(trace|lockdep)_(hard|soft)irq",
    "atomic(64|_long)?_(dec|inc|read|set|or|xor|and|add|sub|fetch|xchg|cmpxchg|try)|(set|clear|change|test)_bit|^_*refcount_|^_*kref_|ref_tracker",
    "mem(cpy|cmp|set|chr|move|dup)|str(n|l|s)?(cmp|cpy|len|str|chr|dup)|(copy|extract)_(page_|folio_)?(to|from)_(user|iter)|(get|put)_user|might_(fault|sleep|resched)|extract_(user|iter)_to_sg|snprintf|scnprintf|v?sprintf|asprintf|string(_nocheck)?$|^string|pointer|printk|va_format|(net)?dev_(info|notice|warn|err|alert|crit|emerg)$|hex_dump|indirect_thunk|perf_trace",
    "h?list_(add|del|replace|move|splice)|^_*rb_|^klist_|xas_(start|load|find)|rhashtable_lookup|find_lock_entries|truncate_inode_pages_range|debug_object|is_static_object|mark_buffer_dirty|ida_free|cleanup_srcu_struct",
    "__wake_up|finish_wait|del_timer|timer_delete_sync|sk_stop_timer|__mod_timer|flush_work|cancel_work|try_to_grab_pending|(flush|drain|destroy)_workqueue|queue_(delayed_)?work|insert_work|kthread_stop|wait_for_completion|cond_resched",
    "kobject_|add_uevent_var|get_device_parent|device_(add|del|unregister|destroy|release|for_each_child|remove_file)|devres_release_all|rollback_registered|unregister_netdev|sysfs_remove|tty_unregister_device|hwrng_unregister|i2c_del_adapter|__unregister_client|dummy_urb_enqueue|usb_(kill_\\w*urb|control_msg|hcd_submit_urb|submit_urb)|kfree_skb|logic_(in|out)",
];

/// Parts of the names of functions that merely report in splats of certain kinds.
fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Odebug => "debug_|rcu|hrtimer_|timer_|work_|percpu_|vunmap|vfree|__free_|kobject_",
        Kind::Refcount | Kind::UseAfterFree => "refcount|kobject_|kref_",
        Kind::Usercopy => "usercopy|copy_overflow|^__check",
        Kind::MemoryLeak => {
            "kmemleak|mmap|kmem|slab|alloc|create_object|idr_get|list_lru_init|pcpu_create|asprintf|strdup|strndup|memdup"
        }
        Kind::BadPage => {
            "(free|put|get|update|release)_page|free_unref|^_*folio|truncate_inode_pages|page_frag_free|alloc|vmap|page_owner|^bad_page"
        }
        Kind::Preemption => "preempt|debug_|processor_id|this_cpu",
        Kind::Spinlock => "spin_|_lock|_unlock",
        Kind::StackCorruption => "stack_chk",
        Kind::Kfence | Kind::Kasan | Kind::DoubleFree => {
            "slab_|kfree|vunmap|vfree|freelist|free_bulk|_pcs_|kernel_fault|tag_check"
        }
        Kind::Kmsan => {
            "alloc_skb|^netlink_(ack|rcv_skb)$|_encrypt$|^(crypto|cipher|drbg|rng)_|^usb_.*(urb|msg)$"
        }
        Kind::Bug => "^skb_",
        Kind::AtomicSleep | Kind::StackOverflow => "schedule|preempt|^retint_",
        Kind::Lockdep => {
            "^lock_sock|^release_sock$|rcu_(suspicious|sleep_check)|imbalance|^__lock_"
        }
        Kind::RcuStall => "apic_timer_interrupt|rcu|^(?:preempt_|_+)?schedule(?:_|$)",
        _ => "",
    }
}

static ALWAYS: LazyLock<Regex> =
    LazyLock::new(|| compile(&format!("^(?:{})$|{}", NAMES.join("|"), PARTS.join("|"))));
/// One for each of [`Kind::ALL`], compiled when it is first needed.
static BY_KIND: [OnceLock<Option<Regex>>; Kind::ALL.len()] =
    [const { OnceLock::new() }; Kind::ALL.len()];

/// Does `function` merely report, in a splat of this kind? In a module, a function does not become a reporter because
/// part of its name is that of a helper: only one whose name begins like that is a helper built into the module.
pub(super) fn only_reports(kind: Kind, function: &str, in_module: bool) -> bool {
    let compiled = || Some(of_kind(kind)).filter(|row| !row.is_empty()).map(compile);
    let of_kind = BY_KIND[kind as usize].get_or_init(compiled);
    let function = if in_module { function.trim_start_matches('_') } else { function };
    let helps = |regex: &Regex| {
        let found = regex.find(function.as_bytes());
        found.is_some_and(|found| !in_module || found.start() == 0)
    };
    helps(&ALWAYS) || of_kind.as_ref().is_some_and(helps)
}
