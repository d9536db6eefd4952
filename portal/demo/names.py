"""Invented people's names, drawn so that given and family names belong together."""

import random
import unicodedata
from collections.abc import Iterator

_COMMUNITIES = (
    ("Ọlá Fúnmi Ṣadé Adébísí Tunde Bólá Ngozi Chidi Ifeoma Emeka",
     "Adéyẹmí Ọlátúnjí Okonkwo-Bright Balógun Nwosu-Hart Ògúnlẹ́yẹ Eze-Thornby Akínwálé"),
    ("Kwame Abena Kofi Efua Yaw Adwoa Nana Akosua",
     "Mensah-Gould Boateng Owusu-Fairlie Asante Amoah-Reed Darko"),
    ("Marcia Delroy Yvonne Winston Sharon Errol Zoë Leroy Dionne Aaliyah",
     "Bramwell-Clarke Gayle-Easton Facey Pennant Lindo-Marsh St-Hilaire Blackwood Desir"),
    ("Hodan Abdirahman Ifrah Yusuf Sagal Liban Nasra Bilal",
     "Warsame Farah-Jones Jama Guleed Abdille Samatar"),
    ("Selam Dawit Hiwot Tesfaye Meron Yonas", "Gebremariam Tekle-Ward Haile-Stone Woldu Asfaha"),
    ("Nasreen Imran Shabana Tariq Rukhsana Adeel Farzana Usman",
     "Chaudhry-Lane Mirza Qureshi Baig-Holt Siddiqui Anwar-Moss"),
    ("Shilpa Rohan Kavita Nikhil Meena Harpreet Gurdeep Simran",
     "Raval Deshmukh Sidhu-Park Chatterjee Bhogal Thakkar-Wells Nair"),
    ("Rahima Shafiq Nazma Tanvir Rezina Mizan", "Chowdhury-Dean Miah Laskar Talukdar Rahman-Pell"),
    ("Layla Samir Noor Khalil Hanan Faisal Rim Idris",
     "Haddad-Cole Al-Najjar Mansour Ben-Amara Sabbagh Khoury-West"),
    ("Eylem Baran Dilan Cemal Şirin Özgür", "Yıldız Aksoy-Bell Demirtaş Kılıç Şahin-Rowe"),
    ("Shirley Jimmy Lavinia Amos Noah Mary-Ann Levi Rosanna",
     "Boswell-Hearne Loveridge Buckland McDonagh Connors-Wade Ayres Hughes-Smith"),
    ("Renáta Marián Žaneta Ladislav Júlia Viktor", "Horváthová Balogh Tancoš Lakatošová Kováč"),
    ("Mei-Ling Thanh Wai Linh Hoa Jun", "Cheung-Moor Nguyễn Lau-Hayes Trần Phạm-Lee"),
    ("Luz Andrés Inês João Beatriz Martín", "Quispe-Hale Gonçalves Restrepo Peña-Cross Araújo"),
    ("Siân Owain Rhiannon Dafydd", "Pritchard-Osei Llewelyn Morgan-Diallo Gwynne"),
    ("Clare Martin Sinéad Tom Helen Rob", "Ashdown O’Malley Fenwick Hargreave Tetlow Brennan-Cole"),
    ("Jasmine Marcus Naomi Theo Leila Isaac Maya Reuben",
     "Okafor-Lister Ramsay-Khan Dacosta-Finch Hinds-Patel Idowu-Grange Simms-Rahman"),
)  # fmt: skip


def names(rng: random.Random) -> Iterator[str]:
    """Full names, each once, in an order that `rng` decides; every community comes up early."""
    by_community = []
    for givens, families in _COMMUNITIES:
        pairs = [f"{given} {family}" for given in givens.split() for family in families.split()]
        rng.shuffle(pairs)
        by_community.append(pairs)
    while by_community:
        rng.shuffle(by_community)
        for pairs in by_community:
            yield pairs.pop()
        by_community = [pairs for pairs in by_community if pairs]


_PLAIN = str.maketrans("ıøłđ’", "iold'")


def ascii_of(name: str) -> str:
    """The name in plain lower-case letters with dots and hyphens, as an address would have it."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    kept = "".join(c if c.isalnum() or c in " -" else "" for c in bare.lower())
    return ".".join(kept.split())
