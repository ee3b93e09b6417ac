// SPDX-License-Identifier: GPL-2.0-only
struct own {
	struct work_struct work;
};

static void own_work(void *data)
{
	struct own *own = data;

	use(own);
}

static void bare_work(void *data)
{
	printk("bare\n");
}

static DECLARE_WORK(declared, bare_work, NULL);

static struct own whole;

static void whole_work(void *ptr)
{
	struct own *own = ptr;

	use(own);
}

static void f(struct own *own)
{
	INIT_WORK(&own->work, own_work, own);
	INIT_WORK(&bare, bare_work, NULL);
	INIT_WORK(&third, whole_work, &whole);
	INIT_WORK(&fourth, (void (*)(void *)) tasklet_work, NULL);
}

static struct work_struct untold_work;

static void untold_run(void *data)
{
	pr_info("run\n");
}

static void untold_init(void)
{
	INIT_WORK(&untold_work, untold_run);
}
