"""The numbers are invented; they have the form of real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.registers import FORMATS, InvalidNumber, Register, normalise

CCEW, OSCR, CCNI, COMPANY = Register


@pytest.mark.parametrize(
    ("register", "raw", "expected"),
    [
        (CCEW, "1234567", "1234567"),
        (CCEW, "234567", "234567"),
        (CCEW, " 1 234 567 ", "1234567"),
        (CCEW, "1,234,567", "1234567"),
        (CCEW, "0234567", "234567"),
        (CCEW, "01234567", "1234567"),
        (CCEW, "Charity no. 1234567", "1234567"),
        (CCEW, "No 234567", "234567"),
        (CCEW, "№ 234567", "234567"),
        (CCEW, "Registered charity number: 1234567", "1234567"),
        (CCEW, "#1234567", "1234567"),
        (CCEW, "１２３４５６７", "1234567"),
        (CCEW, "١٢٣٤٥٦٧", "1234567"),
        (CCEW, "1234\u200b567", "1234567"),
        (CCEW, "1234567-1", "1234567-1"),
        (CCEW, "1234567 – 12", "1234567-12"),
        (CCEW, "1234567/3", "1234567-3"),
        (CCEW, "1234567-03", "1234567-3"),
        (CCEW, "1234567-0", "1234567"),
        (OSCR, "SC098765", "SC098765"),
        (OSCR, "sc 098 765", "SC098765"),
        (OSCR, "SCO98765", "SC098765"),
        (OSCR, "SC98765", "SC098765"),
        (OSCR, "098765", "SC098765"),
        (OSCR, "98765", "SC098765"),
        (OSCR, "SC000765", "SC000765"),
        (OSCR, "Scottish Charity No. SC098765", "SC098765"),
        (OSCR, "ＳＣ０９８７６５", "SC098765"),
        (CCNI, "NIC123456", "NIC123456"),
        (CCNI, "nic 123456", "NIC123456"),
        (CCNI, "NIC-123456", "NIC123456"),
        (CCNI, "123456", "NIC123456"),
        (CCNI, "Charity number NIC 123456", "NIC123456"),
        (COMPANY, "01234567", "01234567"),
        (COMPANY, "1234567", "01234567"),
        (COMPANY, "No. 1234567", "01234567"),
        (COMPANY, "No 01234567", "01234567"),
        (COMPANY, "Company Number: 12345", "00012345"),
        (COMPANY, "１２３４５６７８", "12345678"),
        (COMPANY, "SC098765", "SC098765"),
        (COMPANY, "sc 98765", "SC098765"),
        (COMPANY, "NI-123456", "NI123456"),
        (COMPANY, "NI 765", "NI000765"),
        (COMPANY, "OC301234", "OC301234"),
        (COMPANY, "so301234", "SO301234"),
        (COMPANY, "NC000123", "NC000123"),
        (COMPANY, "R0000123", "R0000123"),
        (COMPANY, "R123", "R0000123"),
        (COMPANY, "CE012345", "CE012345"),
        (COMPANY, "ce 12345", "CE012345"),
        (COMPANY, "CS001234", "CS001234"),
        (COMPANY, "IP12345R", "IP12345R"),
        (COMPANY, "rs 1234", "RS001234"),
        (COMPANY, "RS007654", "RS007654"),
        (COMPANY, "NO000123", "NO000123"),
        (COMPANY, "GE000123", "GE000123"),
        (COMPANY, "SL12345A", "SL12345A"),
        (COMPANY, "RC000123", "RC000123"),
    ],
)
def test_normalise_writes_each_number_in_one_way(register, raw, expected):
    assert normalise(register, raw) == expected


@pytest.mark.parametrize(
    ("register", "raw"),
    [
        (CCEW, ""),
        (CCEW, "none"),
        (CCEW, "12345"),
        (CCEW, "12345678"),
        (CCEW, "000000"),
        (CCEW, "1234567-"),
        (CCEW, "1234567-12345"),
        (CCEW, "1234567\x00"),
        (CCEW, "1" * 10_000),
        (OSCR, "SC1234"),
        (OSCR, "SC0987654"),
        (OSCR, "SC000000"),
        (CCNI, "NIC12345"),
        (CCNI, "NIC1234567"),
        (CCNI, "NIC023456"),
        (COMPANY, "123456789"),
        (COMPANY, "00000000"),
        (COMPANY, "SC000000"),
        (COMPANY, "SC1234567"),
        (COMPANY, "XX123456"),
        (COMPANY, "IP123R"),
        (COMPANY, "R0000000"),
        (COMPANY, "SC12345A"),
    ],
)
def test_normalise_refuses_other_forms_and_says_the_right_one(register, raw):
    with pytest.raises(InvalidNumber) as caught:
        normalise(register, raw)

    assert str(caught.value.message) == str(FORMATS[register])
    assert caught.value.register == register


@pytest.mark.parametrize(
    ("register", "raw", "beginning"),
    [
        (CCEW, "CE012345", "CE and 6 digits is the Companies House number of a charitable"),
        (CCEW, "SC098765", "Numbers that start with SC are Scottish"),
        (CCEW, "NIC123456", "Numbers that start with NI are Northern Irish"),
        (OSCR, "SC123456", "Scottish charity numbers start with SC0"),
        (OSCR, "CS001234", "CS and 6 digits is the Companies House number of a Scottish"),
        (CCNI, "NI123456", "NI and 6 digits is a company number"),
        (COMPANY, "NIC123456", "NIC and 6 digits is a charity number"),
        (COMPANY, "No 012345", "Enter the number alone, without “No” before it"),
    ],
)
def test_normalise_recognises_a_number_of_another_register(register, raw, beginning):
    with pytest.raises(InvalidNumber) as caught:
        normalise(register, raw)

    assert str(caught.value.message).startswith(beginning)


def test_sc_belongs_to_two_registers_and_the_register_decides():
    assert normalise(OSCR, "12345") == normalise(OSCR, "SC012345") == "SC012345"
    assert normalise(COMPANY, "SC012345") == "SC012345"
    assert normalise(COMPANY, "12345") == "00012345"


@pytest.mark.parametrize("register", Register)
def test_each_format_hint_gives_an_example_that_is_accepted(register):
    example = str(FORMATS[register]).rsplit(" ", 1)[1]

    assert normalise(register, example) == example


@given(st.sampled_from(Register), st.text(max_size=20) | st.from_regex(r"[A-Z]{0,3}\d{5,8}"))
def test_normalise_gives_a_number_that_stays_as_it_is_or_refuses(register, raw):
    try:
        number = normalise(register, raw)
    except InvalidNumber:
        return

    assert normalise(register, number) == number
