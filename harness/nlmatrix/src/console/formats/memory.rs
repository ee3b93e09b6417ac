//! Sanitizers and debugging allocators.

use rstest::rstest;

use super::splats;

/// Sanitizers and debugging allocators.
#[rstest]
// mm/kasan/report.c: 4.0 to 4.3, 4.4 to 5.?, from 6.2 "slab-".
#[case(
    "[ 1.0] BUG: KASan: use after free in mod_input+0x12/0x20 [mod] at addr ffff88000012\n[ 1.0] Read of size 4 by task init/1",
    "kasan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KASAN: slab-out-of-bounds in memcpy+0x12/0x20\n[ 1.0] Write of size 4 at addr ffff88000012 by task init/1\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  print_address_description.constprop.0+0x1/0x2\n[ 1.0]  kasan_report+0x1/0x2\n[ 1.0]  memcpy+0x12/0x20\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Allocated by task 1:\n[ 1.0]  kasan_save_stack+0x1/0x2\n[ 1.0]  mod_alloc+0x1/0x2 [mod]",
    "kasan:mod_input"
)]
#[case("[ 1.0] BUG: KASAN: slab-use-after-free in mod_input+0x12/0x20 [mod]", "kasan:mod_input")]
#[case(
    "[ 1.0] BUG: KASAN: double-free in kfree+0x12/0x20\n[ 1.0] Free of addr ffff88000012 by task init/1\n[ 1.0] Call Trace:\n[ 1.0]  kasan_report_invalid_free+0x1/0x2\n[ 1.0]  kfree+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kasan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KASAN: invalid-access in mod_input+0x12/0x20 [mod]\n[ 1.0] Pointer tag: [0b], memory tag: [fe]",
    "kasan:mod_input"
)]
// A console that could not keep up: the remains of several traces do not make one.
#[case(
    "** 9 printk messages dropped ** [ 1.0] BUG: KASAN: slab-out-of-bounds in native_queued_spin_lock_slowpath+0x5ad/0x660 at addr ffff88000012\n** 7 printk messages dropped ** [ 1.0] \trun_ksoftirqd+0x20/0x60",
    "kasan:native_queued_spin_lock_slowpath"
)]
// mm/kmsan/report.c.
#[case(
    "[ 1.0] BUG: KMSAN: uninit-value in mod_input+0x12/0x20 [mod]\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Uninit was created at:\n[ 1.0]  slab_post_alloc_hook+0x1/0x2",
    "kmsan:mod_input"
)]
#[case(
    "[ 1.0] BUG: KMSAN: kernel-infoleak in _copy_to_iter+0x12/0x20\n[ 1.0]  _copy_to_iter+0x12/0x20\n[ 1.0]  mod_read+0x12/0x20 [mod]",
    "kmsan:mod_read"
)]
// kernel/kcsan/report.c.
#[case(
    "[ 1.0] BUG: KCSAN: data-race in mod_input / mod_timer_fn\n[ 1.0] \n[ 1.0] write to 0xffff88000012 of 4 bytes by task 1 on cpu 0:\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kcsan:mod_input"
)]
#[case("[ 1.0] BUG: KCSAN: assert: race in mod_input+0x12/0x20 [mod]", "kcsan:mod_input")]
// mm/kfence/report.c.
#[case(
    "[ 1.0] BUG: KFENCE: use-after-free read in mod_input+0x12/0x20 [mod]\n[ 1.0] \n[ 1.0] Use-after-free read at 0x(____ptrval____) (in kfence-#24):\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "kfence:mod_input"
)]
#[case("[ 1.0] BUG: KFENCE: invalid free in mod_input+0x12/0x20 [mod]", "kfence:mod_input")]
#[case("[ 1.0] BUG: KFENCE: memory corruption in mod_input+0x12/0x20 [mod]", "kfence:mod_input")]
// lib/ubsan.c: up to 5.4, from 5.5; with UBSAN_TRAP on arm64 and x86 (6.13).
#[case(
    "[ 1.0] UBSAN: Undefined behaviour in drivers/mod.c:12:3\n[ 1.0] shift exponent -1 is negative\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  ubsan_epilogue+0x1/0x2\n[ 1.0]  __ubsan_handle_shift_out_of_bounds+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "ubsan:mod_input"
)]
#[case(
    "[ 1.0] UBSAN: array-index-out-of-bounds in drivers/mod.c:12:3\n[ 1.0] index 4 is out of range for type 'int [4]'\n[ 1.0] Call Trace:\n[ 1.0]  __ubsan_handle_out_of_bounds+0x1/0x2\n[ 1.0]  mod_input+0x12/0x20 [mod]\n[ 1.0] ---[ end trace ]---",
    "ubsan:mod_input"
)]
#[case(
    "[ 1.0] Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] SMP\n[ 1.0] pc : mod_input+0x12/0x20 [mod]",
    "ubsan:mod_input"
)]
// mm/slub.c with slub_debug, mm/slab.c (up to 6.7), mm/slab_common.c.
#[case(
    "=====\nBUG kmalloc-64 (Tainted: G           O): Poison overwritten\n-----\nINFO: Allocated in mod_input+0x12/0x20 [mod] age=1 cpu=0 pid=1\nINFO: Freed in mod_free+0x12/0x20 [mod] age=0 cpu=0 pid=1\nINFO: Slab 0xffffea0000012 objects=32 used=1",
    "slab:mod_input"
)]
#[case(
    "BUG kmalloc-64: Redzone overwritten\nINFO: Freed in mod_free+0x12/0x20 age=0 cpu=0 pid=1",
    "slab:mod_free"
)]
#[case("BUG kmalloc-8 (Tainted: G    B         ): Object already free", "double-free:")]
#[case(
    "slab error in cache_free_debugcheck(): cache `size-64': double free, or memory outside object was overwritten\nCall Trace:\n [<c0101234>] kfree+0x1/0x2\n [<c8000012>] mod_input+0x12/0x20 [mod]",
    "slab:mod_input"
)]
#[case(
    "[ 1.0] kmem_cache_destroy mod_cache: Slab cache still has objects\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  kmem_cache_destroy+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "slab:mod_exit"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] kmem_cache_destroy mod_cache: Slab cache still has objects when called from mod_exit+0x12/0x20 [mod]\n[ 1.0] WARNING: CPU: 0 PID: 1 at mm/slab_common.c:498 kmem_cache_destroy+0x1/0x2\n[ 1.0] RIP: 0010:kmem_cache_destroy+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "slab:mod_exit"
)]
#[case(
    "[ 1.0] BUG mod_cache (Not tainted): Objects remaining in mod_cache on __kmem_cache_shutdown()",
    "slab:"
)]
// lib/list_debug.c: from 2.6.21 on, a WARN or BUG after the message.
#[case(
    "[ 1.0] list_add corruption. prev->next should be next (ffff88000012), but was ffff88000034. (prev=ffff88000056).\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] kernel BUG at lib/list_debug.c:26!\n[ 1.0] RIP: 0010:__list_add_valid+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_input+0x12/0x20 [mod]",
    "list-corruption:mod_input"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] WARNING: at lib/list_debug.c:26 __list_add+0x1/0x2()\n[ 1.0] list_add corruption. next->prev should be prev (ffff88000012), but was (null).\n[ 1.0] Call Trace:\n[ 1.0]  [<ffffffff81001234>] warn_slowpath_fmt+0x1/0x2\n[ 1.0]  [<ffffffff81001234>] __list_add+0x1/0x2\n[ 1.0]  [<ffffffffa0000012>] mod_input+0x12/0x20 [mod]",
    "list-corruption:mod_input"
)]
#[case(
    "[ 1.0] list_del corruption, ffff88000012->next is LIST_POISON1 (dead000000000100)",
    "list-corruption:"
)]
// lib/refcount.c: message before (4.20) or after (4.11) the warning.
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/refcount.c:187 refcount_sub_and_test+0x1/0x2\n[ 1.0] refcount_t: underflow; use-after-free.\n[ 1.0] RIP: 0010:refcount_sub_and_test+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_put+0x12/0x20 [mod]",
    "use-after-free:mod_put"
)]
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] refcount_t: saturated; leaking memory.\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/refcount.c:22 refcount_warn_saturate+0x1/0x2\n[ 1.0] RIP: 0010:refcount_warn_saturate+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  mod_get+0x12/0x20 [mod]",
    "refcount:mod_get"
)]
// lib/debugobjects.c.
#[case(
    "[ 1.0] ------------[ cut here ]------------\n[ 1.0] ODEBUG: free active (active state 0) object type: timer_list hint: mod_tick+0x0/0x10 [mod]\n[ 1.0] WARNING: CPU: 0 PID: 1 at lib/debugobjects.c:505 debug_print_object+0x1/0x2\n[ 1.0] RIP: 0010:debug_print_object+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  debug_check_no_obj_freed+0x1/0x2\n[ 1.0]  kfree+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "odebug:mod_exit"
)]
// mm/usercopy.c: a BUG from 4.8, reworded in 4.16.
#[case(
    "[ 1.0] usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-64' (offset 0, size 128)!\n[ 1.0] ------------[ cut here ]------------\n[ 1.0] kernel BUG at mm/usercopy.c:102!\n[ 1.0] RIP: 0010:usercopy_abort+0x1/0x2\n[ 1.0] Call Trace:\n[ 1.0]  __check_heap_object+0x1/0x2\n[ 1.0]  mod_read+0x12/0x20 [mod]",
    "usercopy:mod_read"
)]
// mm/page_alloc.c, mm/memory.c, kernel/fork.c.
#[case(
    "[ 1.0] BUG: Bad page state in process init  pfn:00012\n[ 1.0] page dumped because: nonzero mapcount\n[ 1.0] Call Trace:\n[ 1.0]  dump_stack+0x1/0x2\n[ 1.0]  bad_page+0x1/0x2\n[ 1.0]  free_pages_prepare+0x1/0x2\n[ 1.0]  __free_pages+0x1/0x2\n[ 1.0]  mod_exit+0x12/0x20 [mod]",
    "bad-page:mod_exit"
)]
#[case(
    "Bad page state at free_hot_cold_page (in process 'init', page c1001234)\nflags:0x80000000 mapping:00000000\nBacktrace:\nCall Trace:\n [<c0101234>] bad_page+0x1/0x2\n [<c8000012>] mod_exit+0x12/0x20 [mod]",
    "bad-page:mod_exit"
)]
#[case("[ 1.0] BUG: Bad page map in process init  pte:00000012 pmd:00000034", "bad-page:")]
#[case("[ 1.0] BUG: Bad rss-counter state mm:ffff88000012 idx:1 val:3", "bad-page:")]
#[case("[ 1.0] BUG: non-zero pgtables_bytes on freeing mm: 4096", "bad-page:")]
// mm/kmemleak.c.
#[case(
    "[ 1.0] kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
    "memory-leak:"
)]
#[case(
    "unreferenced object 0xffff888000000012 (size 64):\n  comm \"init\", pid 1, jiffies 4294667296\n  backtrace (crc 12345678):\n    kmemleak_alloc+0x1/0x2\n    __kmalloc_cache_noprof+0x1/0x2\n    mod_input+0x12/0x20 [mod]",
    "memory-leak:mod_input"
)]
fn memory(#[case] console: &str, #[case] fingerprint: &str) {
    assert_eq!(splats(console), [fingerprint]);
}
