"""The invented organisations: name, theme, region, place, and what they say of themselves.

Flags: L led by, S specialist, D a service designed for, W works with racially minoritised
people; `?` after a letter is "not sure"; c is a community interest company, u has no legal form.
"""

MEMBER_NOW = """
Kola Nut Resettlement Project|gate|london|Eastholm|LSW
Tamarind Families|families|west-midlands|Calderbrook|LSDW
Indigo Door|gate|london|Marlside|LW
Harmattan Youth Mentors|mentoring|london|Thornby Vale|LSDW
Calabash Arts Collective|arts|south-west|Penwyn|LDWc
Saffron Gate Support|women|yorkshire|Wetherdale|SDW
Wagon Wheel Justice Project|travellers|east|Fenmarsh|LSW
Lantern and Loom|women|north-west|Cotterham|LSDWc
Cedars Bridge Resettlement|faith|north-west|Ashcombe|SDW
The Second Bell Trust|courts|east-midlands|Hallowick|DW
Marula House|health|london|Northmere|LSW
Paper Boats|families|south-east|Saltmere|W
Noor Lane Families|families|yorkshire|Stonebeck|LSDW
Nine Nights Bereavement and Justice|health|london|Eastholm|LSW
Hawthorn Court Companions|courts|south-east|Oxenbridge|DW
Amber Yard|work|west-midlands|Calderbrook|LDWc
Common Loaf Bakery|work|south-west|Brackwater|Wc
Sukoon Counselling|health|north-west|Cotterham|LSW
Riverbank Drama in Prisons|arts|national|Penwyn|DW
Tall Trees Youth Boxing|prevention|west-midlands|Marrow Heath|LWu
Open Ledger Advice|advocacy|london|Marlside|W
Dandelion Clock Young Adults|mentoring|east-midlands|Hallowick|DW
Bright Thread|women|wales|Aberwen|SDW
Drumbeat Radio|arts|london|Thornby Vale|LSWc
Peacock Gate Elders’ Project|faith|east-midlands|Leyburn Park|LSW
Kite Street Homework Club|prevention|london|Eastholm|LWu
Romani Road Advocacy|travellers|south-east|Oxenbridge|LSW
Salt and Light Befrienders|faith|north-east|Wearfold|DW
Mango Tree Housing Advice|gate|south-west|Brackwater|LSDW
Quiet Street Counselling|health|yorkshire|Wetherdale|W
Ackee and Ash|work|london|Northmere|LDWc
Ribbon and Reed|women|east|Fenmarsh|DW
The Winding Stair|advocacy|national|Cotterham|LW
Fresh Page Literacy|mentoring|north-west|Ashcombe|W
Umoja Fathers|families|west-midlands|Marrow Heath|LSDW
Baobab Lane Resettlement|gate|london|Thornby Vale|LSDW
Hatim House|faith|north-west|Cotterham|LSW
Stepping Out Hallowick|gate|east-midlands|Hallowick|DW
Griot Youth Theatre|arts|london|Marlside|LSW
Harbour Light Families|families|south-west|Penwyn|DW
Nomad Letters|travellers|yorkshire|Stonebeck|LSW
Weavers’ Yard|work|north-west|Cotterham|Wc
Glenorra Roma Families|travellers|scotland|Kirkallan|LSW
Drumlin Road Mentors|mentoring|northern-ireland|Ballycarrow|DW
Shamsi Sisters|women|north-west|Cotterham|LSDW
"""

MEMBER_ONCE = """
Lighthouse Keepers Mentoring|mentoring|south-east|Saltmere|DW
Plantain Court Youth Project|prevention|london|Marlside|LSW
Sunday Best Choir|arts|north-east|Wearfold|LWu
Elm and Ebony|women|yorkshire|Stonebeck|SW
"""

OFFICIAL_MEMBER = """
Northmere Youth Justice Service|prevention|london|Northmere|W|statutory
Wetherdale Violence Reduction Partnership|prevention|yorkshire|Wetherdale|W|statutory
Kestrel Vale Custodial Services|gate|east-midlands|Hallowick|W|contractor
"""

APPLYING = """
Oasis Road Mentoring|mentoring|west-midlands|Calderbrook|LSDW
Llais y Bont: Cymorth i Deuluoedd Carcharorion|families|wales|Aberwen|SDW
The Yellow Door Women’s Group|women|london|Eastholm|LSW
Steel Pan Inside|arts|south-west|Brackwater|LDWc
Threshold Legal Advice|advocacy|london|Northmere|DW
Second Shift Catering|work|yorkshire|Wetherdale|LWc
Vardo Lane Families|travellers|east|Fenmarsh|LSW
Zaytoun Women’s Resettlement|women|north-west|Ashcombe|LSDW
Garden Gate Recovery|health|south-east|Oxenbridge|W
The Listening Chair|health|london|Eastholm|LSW
Copper Kettle Visitors’ Centre|families|north-east|Wearfold|W
Sons and Daughters of Calderbrook|prevention|west-midlands|Calderbrook|LSWu
Ibis Court Companions|courts|london|Thornby Vale|LSDW
Corner Shop Mentors|mentoring|yorkshire|Stonebeck|LWu
Turmeric and Thyme|work|east-midlands|Leyburn Park|LDWc
Ravensfield Prison Choir|arts|north-west|Cotterham|W
Sankari Girls’ Advocacy|prevention|london|Northmere|LSDW
Blue Verandah|women|west-midlands|Marrow Heath|SW
Long Table Resettlement|gate|south-east|Saltmere|LW
Palm and Pine Chaplaincy Friends|faith|wales|Aberwen|DW
Rooted in Eastholm|prevention|london|Eastholm|LSWu
Firefly Remand Support|courts|north-west|Ashcombe|W
Black Poplar Young Adults|mentoring|east|Fenmarsh|LDW
The Cardamom Project|health|yorkshire|Wetherdale|LSW
Kinfolk Through the Gate|gate|london|Marlside|LSDW
Open Palm Justice|advocacy|west-midlands|Calderbrook|LW
Mirembe House|women|south-east|Oxenbridge|LSDW
Half Moon Mentoring|mentoring|london|Thornby Vale|LSW
Ferryman Prison Visits|families|north-east|Wearfold|W
Jasmine Court Advocacy|courts|east-midlands|Leyburn Park|SDW
Caravanserai Youth|prevention|west-midlands|Marrow Heath|LSW
Bitterleaf Kitchen|work|london|Northmere|LSWc
Second Sunrise|gate|south-west|Brackwater|DW
Halcyon Street Counselling|health|london|Eastholm|W
Tell It Straight Theatre|arts|yorkshire|Stonebeck|LDW
Sister Bridget’s Traveller Project|travellers|north-west|Ashcombe|SW
Red Kite Resettlement Cymru|gate|wales|Aberwen|W
Dua and Daily Bread|faith|london|Marlside|LSW
Ochre Youth Justice|prevention|south-east|Saltmere|LSDW
The Spare Room|gate|east|Fenmarsh|LW
Starling Advocacy|advocacy|national|Oxenbridge|W
Guava Tree Parenting|families|london|Thornby Vale|LSDW
Low Tide Recovery|health|south-west|Penwyn|W
Cloth Hall Companions|courts|yorkshire|Wetherdale|DW
Ember and Oak|mentoring|east-midlands|Hallowick|LW
Bridge End Bicycles|work|west-midlands|Marrow Heath|Wc
Sorrel and Ginger Supper Club|faith|london|Eastholm|LSWu
Fairwater Court Project|courts|wales|Aberwen|W
Ten Thousand Letters|advocacy|london|Northmere|LSW
Gold Coast Lane Youth|prevention|london|Marlside|LSW
Hand on Heart Mothers|families|yorkshire|Stonebeck|LSDWu
Crossing Place|gate|north-east|Wearfold|W
Inkwell Inside|arts|south-east|Saltmere|LDW
Patchwork Probation Peers|mentoring|east|Fenmarsh|DWc
Nightingale Row|women|london|Thornby Vale|SW
Kumbi Street Youth Club|prevention|west-midlands|Calderbrook|LSW
Still Waters Befriending|faith|south-west|Brackwater|W
Orchard Lane Trainees|work|east-midlands|Leyburn Park|DWc
Tidewater Voices|arts|north-east|Wearfold|LW
The Hearing Room|courts|london|Marlside|LSDW
Aunty’s House|women|london|Eastholm|LSWu
Moss Lane Recovery Friends|health|north-west|Ashcombe|W
Standing Stone Mentors|mentoring|scotland|Kirkallan|W
Pomegranate Path|gate|yorkshire|Wetherdale|LSDW
Ujima Legal Companions|courts|west-midlands|Marrow Heath|LSW
Thistle and Tamar|women|scotland|Kirkallan|LW
Granary Street Apprentices|work|east|Fenmarsh|LDW
Quayside Fathers Inside|families|wales|Aberwen|DW
Marigold Row Mentors|mentoring|yorkshire|Stonebeck|L?SW
The Borrowed Coat|gate|north-east|Wearfold|DW?
Evergreen Elders in Prison|faith|west-midlands|Calderbrook|SDW
Pilgrim Lane Youth|prevention|east-midlands|Leyburn Park|LDW?
Zinnia Court Friends|courts|south-east|Oxenbridge|LW
Loom Street Listeners|health|yorkshire|Wetherdale|LDW
Brass and Balafon|arts|west-midlands|Marrow Heath|LSWc
"""

# Those that meet no category, or something else that wants a talk; then those turned down.
GUIDED = """
Marlside Citizens’ Toolshed|work|london|Marlside|
Second Chance Saddlery|work|south-west|Brackwater|W?
Ashcombe Allotment Friends|health|north-west|Ashcombe|LW
Eastholm Carnival Costume Makers|arts|london|Eastholm|LSW
Cotterham Borough Community Safety Team|prevention|north-west|Cotterham|W|statutory
Granite Court Probation Partnerships|gate|east-midlands|Hallowick|DW|contractor
New Shoots Northmere|prevention|london|Northmere|L?Wu
Sapling Sisters|women|yorkshire|Stonebeck|LS?u
Hallowick Law Students’ Court Desk|courts|east-midlands|Hallowick|W?
"""

DECLINED = """
Brightline Rehabilitation Solutions|gate|south-east|Saltmere|W?|company
Penwyn Heritage Boat Trips|work|south-west|Penwyn|
Calderbrook Business Breakfast Club|work|west-midlands|Calderbrook|L
Saltmere Garden Volunteers|health|south-east|Saltmere|W
Indigo Door Marlside|gate|london|Marlside|LW
Stepping Out Leyburn|gate|east-midlands|Leyburn Park|DW
Golden Horizon Empowerment|advocacy|london|Northmere|LSDW
Wearfold Night Shelter|gate|north-east|Wearfold|W?
Hive Street Radio|arts|north-west|Cotterham|W?c
Fenmarsh Detached Youth Work|prevention|east|Fenmarsh|D?W?
"""

LONG_NAME = (
    "The Northmere, Eastholm and Thornby Vale Federation of African, Caribbean, South Asian, "
    "Gypsy, Roma and Traveller Families’ Resettlement, Mentoring and Court Companion Projects"
)
