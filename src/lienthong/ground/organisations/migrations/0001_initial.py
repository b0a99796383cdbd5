import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import lienthong.ground.organisations.models.periods
import lienthong.kit.ids
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('established_on', models.DateField()),
                ('dissolved_on', models.DateField(blank=True, null=True)),
                ('name_vi', models.CharField(max_length=250)),
                ('name_en', models.CharField(blank=True, max_length=250)),
                ('abbreviation', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(blank=True, max_length=35)),
                ('sort_key', models.CharField(db_collation='C', max_length=2000)),
                ('folded', models.CharField(max_length=600)),
                ('lowered', models.CharField(max_length=600)),
                ('kind', models.CharField(choices=[('ministry', 'Bộ'), ('ministerial_agency', 'Cơ quan ngang bộ'), ('government_attached', 'Cơ quan thuộc Chính phủ'), ('other_central', 'Cơ quan trung ương khác'), ('province', 'Tỉnh'), ('province_city', 'Thành phố trực thuộc trung ương'), ('party', 'Cơ quan Đảng')], max_length=20)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['sort_key', 'id'], name='body_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('dissolved_on__isnull', True), ('dissolved_on__gte', models.F('established_on')), _connector='OR'), name='body_lives_forward'), models.CheckConstraint(condition=models.Q(('kind__in', ['ministry', 'ministerial_agency', 'government_attached', 'other_central', 'province', 'province_city', 'party'])), name='body_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('found', 'Thành lập'), ('rename', 'Đổi tên'), ('recode', 'Đổi mã'), ('move', 'Chuyển đơn vị cấp trên'), ('merge', 'Sáp nhập'), ('split', 'Chia tách'), ('dissolve', 'Giải thể')], max_length=10)),
                ('on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('by_kind', models.CharField(blank=True, max_length=60)),
                ('by_id', models.UUIDField(blank=True, null=True)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('plan', models.JSONField()),
                ('rehomed', models.JSONField(default=dict)),
                ('reversed_at', models.DateTimeField(blank=True, null=True)),
                ('reversed_by_kind', models.CharField(blank=True, max_length=60)),
                ('reversed_by_id', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['subjects'], name='change_by_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['found', 'rename', 'recode', 'move', 'merge', 'split', 'dissolve'])), name='change_kind_is_known'), models.UniqueConstraint(condition=models.Q(('reversed_at__isnull', True), models.Q(('reference', ''), _negated=True)), fields=('reference',), name='a_reference_is_applied_once')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=2)),
                ('name_vi', models.CharField(max_length=100)),
                ('name_en', models.CharField(max_length=100)),
                ('is_city', models.BooleanField()),
                ('sort_key', models.CharField(db_collation='C', max_length=800)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='place_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_place_of_a_code'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('name_vi', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_place_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('established_on', models.DateField()),
                ('dissolved_on', models.DateField(blank=True, null=True)),
                ('name_vi', models.CharField(max_length=250)),
                ('name_en', models.CharField(blank=True, max_length=250)),
                ('abbreviation', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(blank=True, max_length=35)),
                ('sort_key', models.CharField(db_collation='C', max_length=2000)),
                ('folded', models.CharField(max_length=600)),
                ('lowered', models.CharField(max_length=600)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='organisations.body')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.unit')),
            ],
            options={
                'abstract': False,
                'indexes': [
                    models.Index(fields=['body', 'sort_key', 'id'], name='unit_in_order'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('dissolved_on__isnull', True), ('dissolved_on__gte', models.F('established_on')), _connector='OR'), name='unit_lives_forward'),
                    models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='unit_is_not_its_parent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('kind', models.CharField(choices=[('merge', 'Sáp nhập'), ('split', 'Chia tách'), ('rename', 'Đổi tên'), ('dissolve', 'Giải thể')], max_length=10)),
                ('is_principal', models.BooleanField(default=True)),
                ('reversed_at', models.DateTimeField(blank=True, null=True)),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.change')),
                ('predecessor_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organisations.body')),
                ('successor_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inheritances', to='organisations.body')),
                ('predecessor_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organisations.unit')),
                ('successor_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inheritances', to='organisations.unit')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('predecessor_body__isnull', False), ('predecessor_unit__isnull', True)), models.Q(('predecessor_body__isnull', True), ('predecessor_unit__isnull', False)), _connector='OR'), name='succession_is_from_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(('successor_body__isnull', False), ('successor_unit__isnull', True)), models.Q(('successor_body__isnull', True), ('successor_unit__isnull', False)), _connector='OR'), name='succession_is_to_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('predecessor_body', models.F('successor_body')), _negated=True), models.Q(('predecessor_unit', models.F('successor_unit')), _negated=True)), models.Q(('predecessor_body__isnull', True), ('successor_unit__isnull', True)), models.Q(('predecessor_unit__isnull', True), ('successor_body__isnull', True)), _connector='OR'), name='succession_is_to_another'),
                    models.UniqueConstraint(condition=models.Q(('is_principal', True), ('reversed_at__isnull', True)), fields=('predecessor_body',), name='one_principal_successor_of_a_body'),
                    models.UniqueConstraint(condition=models.Q(('is_principal', True), ('reversed_at__isnull', True)), fields=('predecessor_unit',), name='one_principal_successor_of_a_unit'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title_vi', models.CharField(max_length=250)),
                ('title_en', models.CharField(blank=True, max_length=250)),
                ('sort_key', models.CharField(db_collation='C', max_length=2000)),
                ('rank', models.CharField(choices=[('leader', 'Lãnh đạo cơ quan'), ('deputy_leader', 'Cấp phó của người đứng đầu'), ('office_chief', 'Chánh Văn phòng'), ('head_of_unit', 'Trưởng đơn vị'), ('deputy_head', 'Phó trưởng đơn vị'), ('specialist', 'Chuyên viên'), ('clerk', 'Văn thư'), ('records_keeper', 'Lưu trữ'), ('auditor', 'Kiểm tra, giám sát')], max_length=20)),
                ('established_on', models.DateField()),
                ('dissolved_on', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisations.body')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisations.unit')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['body', 'rank'], name='post_by_rank'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('dissolved_on__isnull', True), ('dissolved_on__gte', models.F('established_on')), _connector='OR'), name='post_lives_forward'),
                    models.CheckConstraint(condition=models.Q(('rank__in', ['leader', 'deputy_leader', 'office_chief', 'head_of_unit', 'deputy_head', 'specialist', 'clerk', 'records_keeper', 'auditor'])), name='post_rank_is_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Parentage',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parentages', to='organisations.body')),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.change')),
                ('parent_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('within', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body')),
                ('parent_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parentages', to='organisations.unit')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('unit__isnull', True)), models.Q(('body__isnull', True), ('unit__isnull', False)), _connector='OR'), name='parentage_is_of_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(('parent_body__isnull', False), ('parent_unit__isnull', True)), models.Q(('parent_body__isnull', True), ('parent_unit__isnull', False)), _connector='OR'), name='parentage_is_under_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('within__isnull', True)), models.Q(('body__isnull', True), ('within__isnull', False)), _connector='OR'), name='parentage_of_a_unit_is_within_a_body'),
                    models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='parentage_ends_after_it_begins'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('body', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_parent_of_a_body'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_parent_of_a_unit'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('vi', models.CharField(max_length=250)),
                ('en', models.CharField(blank=True, max_length=250)),
                ('abbreviation', models.CharField(blank=True, max_length=40)),
                ('sort_key', models.CharField(db_collation='C', max_length=2000)),
                ('folded', models.CharField(max_length=600)),
                ('lowered', models.CharField(max_length=600)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='names', to='organisations.body')),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.change')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='names', to='organisations.unit')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('unit__isnull', True)), models.Q(('body__isnull', True), ('unit__isnull', False)), _connector='OR'), name='name_is_of_one'),
                    models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='name_ends_after_it_begins'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('body', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_name_of_a_body'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_name_of_a_unit'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.UUIDField(default=lienthong.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('scheme', models.CharField(choices=[('decision20', 'Mã định danh điện tử (Quyết định 20/2020)'), ('qcvn102', 'Mã định danh cũ (QCVN 102:2016)'), ('gso', 'Mã đơn vị hành chính (Tổng cục Thống kê)'), ('pin', 'Mã nơi đăng ký khai sinh (số định danh cá nhân)')], max_length=12)),
                ('value', models.CharField(max_length=35)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='organisations.body')),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.change')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='organisations.unit')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('unit__isnull', True)), models.Q(('body__isnull', True), ('unit__isnull', False)), _connector='OR'), name='code_is_of_one'),
                    models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='code_ends_after_it_begins'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('scheme', '='), ('value', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_holder_of_a_code'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('body', '='), ('scheme', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_code_of_a_body'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('scheme', '='), (lienthong.ground.organisations.models.periods.DateRange('valid_from', 'valid_until', models.Value('[)')), '&&')], name='one_code_of_a_unit'),
                    models.CheckConstraint(condition=models.Q(('scheme__in', ['decision20', 'qcvn102', 'gso', 'pin'])), name='code_scheme_is_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'decision20'), _negated=True), ('value__regex', '^([A-Y][0-9]{2}(\\.[0-9A-Z]+)*|Z[0-9]{2}[0-9A-Z.]{1,32})$'), _connector='OR'), name='code_shape_decision20'),
                    models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'qcvn102'), _negated=True), ('value__regex', '^[0-9]{3}\\.[0-9]{2}\\.[0-9]{2}\\.[A-Y][0-9]{2}$'), _connector='OR'), name='code_shape_qcvn102'),
                    models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'gso'), _negated=True), ('value__regex', '^[0-9]{2}$'), _connector='OR'), name='code_shape_gso'),
                    models.CheckConstraint(condition=models.Q(models.Q(('scheme', 'pin'), _negated=True), ('value__regex', '^[0-9]{3}$'), _connector='OR'), name='code_shape_pin'),
                ],
            },
        ),
    ]
