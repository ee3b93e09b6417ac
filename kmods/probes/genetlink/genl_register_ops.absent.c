// SPDX-License-Identifier: GPL-2.0-only
static int array_init(void)
{
	int err = genl_register_family(&array_family);
	int i;

	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(array_ops) && !err; i++)
		err = genl_register_ops(&array_family, &array_ops[i]);
	if (err)
		genl_unregister_family(&array_family);
	return err;
}

static int single_init(void)
{
	if (genl_register_family(&single_family) != 0)
		return -1;
	return genl_register_ops(&single_family, &single_op);
}

static int several_init(void)
{
	int err;

	err = genl_register_family(&several_family);
	if (err)
		return err;
	err = genl_register_ops(&several_family, &one_op);
	if (err)
		return err;
	err = genl_register_ops(&several_family, &two_op);
	if (err)
		return err;
	err = genl_register_ops(&several_family, &three_op);
	if (err < 0)
		genl_unregister_family(&several_family);
	return 0;
}

static void several_exit(void)
{
	genl_unregister_ops(&several_family, &one_op);
	genl_unregister_ops(&several_family, &two_op);
	genl_unregister_family(&several_family);
}

static void other_exit(void)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(other_ops); i++) {
		err = genl_unregister_ops(&other_family, &other_ops[i]);
		if (err)
			pr_info("%d\n", err);
	}
	err = genl_unregister_ops(&other_family, &late_op);
	if (err)
		pr_info("%d\n", err);
	genl_unregister_family(&other_family);
}
